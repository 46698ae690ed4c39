import { type Defaulter, MutatingWebhook } from '@keelson/runtime';
import { WebApp } from '../../api/v1/web-app.ts';

/** Fills in what a schema's default cannot say: it depends on another field. */
@MutatingWebhook({ for: WebApp })
export class WebAppDefaulter implements Defaulter<WebApp> {
  default({ spec }: WebApp): void {
    spec.servicePort ??= spec.port;
    if (!/[:@][^/]*$/.test(spec.image)) spec.image += ':latest';
  }
}
