import { CustomResource, CustomResourceObject, Format } from '@keelson/runtime';

class Spec {
  @Format('ipv4') address!: string;
}

@CustomResource({ group: 'format-ipv4.golden.example.com', version: 'v1' })
export class FormatIpv4Example extends CustomResourceObject<Spec> {}
