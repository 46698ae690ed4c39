import { type AdmissionContext, type Defaulter, MutatingWebhook } from '@keelson/runtime';
import { {{className}} } from '{{typesModule}}';

/** Fills in what a {{kind}} leaves out and a schema's default cannot say. */
@MutatingWebhook({ for: {{className}} })
export class {{className}}Defaulter implements Defaulter<{{className}}> {
  default(object: {{className}}, { logger }: AdmissionContext<{{className}}>): void {
    // Change the object in place: the API server gets the difference.
    logger.debug('defaulting', { generation: object.metadata.generation });
  }
}
