import { CustomResource, CustomResourceObject, type Time } from '@keelson/runtime';

class Spec {
  at!: Time;
}

@CustomResource({ group: 'time.golden.example.com', version: 'v1' })
export class TimeExample extends CustomResourceObject<Spec> {}
