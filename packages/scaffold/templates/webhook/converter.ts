import { Conversion, type Converted, type Converter, type DeepReadonly } from '@keelson/runtime';
import { {{className}} } from '{{typesModule}}';
import { {{className}} as {{spokeName}} } from '{{spokeModule}}';

/** Between {{spoke}} and {{version}}, which all versions of {{kind}} are converted through. */
@Conversion({ hub: {{className}}, spoke: {{spokeName}} })
export class {{spokeName}}Converter implements Converter<{{className}}, {{spokeName}}> {
  // Say in both how the fields of one version are written in the other: nothing may be lost.

  toHub({ spec, status }: DeepReadonly<{{spokeName}}>): Converted<{{className}}> {
    return { spec, ...(status && { status }) };
  }

  fromHub({ spec, status }: DeepReadonly<{{className}}>): Converted<{{spokeName}}> {
    return { spec, ...(status && { status }) };
  }
}
