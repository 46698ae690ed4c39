import { CustomResource, CustomResourceObject, type Duration } from '@keelson/runtime';

class Spec {
  timeout!: Duration;
}

@CustomResource({ group: 'duration.golden.example.com', version: 'v1' })
export class DurationExample extends CustomResourceObject<Spec> {}
