import {
  type AdmissionVerdict,
  type DeepReadonly,
  type FieldError,
  invalid,
  ValidatingWebhook,
  type Validator,
} from '@keelson/runtime';
import { WebApp } from '../../api/v1/web-app.ts';

/** Refuses what the Deployment and the Service could not be made of. */
@ValidatingWebhook({ for: WebApp })
export class WebAppValidator implements Validator<WebApp> {
  validateCreate(webApp: DeepReadonly<WebApp>): AdmissionVerdict {
    return judge(webApp);
  }

  validateUpdate(webApp: DeepReadonly<WebApp>): AdmissionVerdict {
    return judge(webApp);
  }
}

function judge(webApp: DeepReadonly<WebApp>): AdmissionVerdict {
  return invalid(problemsOf(webApp), { warnings: warningsOf(webApp) });
}

function problemsOf({ metadata: { name }, spec: { image } }: DeepReadonly<WebApp>): FieldError[] {
  const problems: FieldError[] = [];
  if (!/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) {
    const message =
      'must be a name that a Service can have: at most 63 of a-z, 0-9 and -, the first a letter';
    problems.push({ field: 'metadata.name', value: name, message });
  }
  if (/\s/.test(image)) {
    problems.push({ field: 'spec.image', value: image, message: 'must not contain spaces' });
  }
  return problems;
}

function warningsOf({ spec: { image } }: DeepReadonly<WebApp>): string[] {
  if (!image.endsWith(':latest')) return [];
  return ['spec.image: what :latest is may change with every start of a pod; name a version'];
}
