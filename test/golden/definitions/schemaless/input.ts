import { CustomResource, CustomResourceObject, Schemaless } from '@keelson/runtime';

interface Tree {
  children: Tree[];
}

class Spec {
  @Schemaless() tree?: Tree;
}

@CustomResource({ group: 'schemaless.golden.example.com', version: 'v1' })
export class SchemalessExample extends CustomResourceObject<Spec> {}
