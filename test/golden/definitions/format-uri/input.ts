import { CustomResource, CustomResourceObject, Format } from '@keelson/runtime';

class Spec {
  @Format('uri') url!: string;
}

@CustomResource({ group: 'format-uri.golden.example.com', version: 'v1' })
export class FormatUriExample extends CustomResourceObject<Spec> {}
