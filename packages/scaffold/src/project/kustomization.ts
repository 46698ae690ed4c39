import { isMap, isSeq, parseDocument, stringify } from 'yaml';
import { ProjectError } from './project-error.ts';

/** A kustomization with one more file in its `configurations`; comments and everything else stay. */
export function addKustomizeConfiguration(text: string, file: string): string {
  const document = parseDocument(text);
  const known: unknown = document.get('configurations');
  if (isSeq(known) && known.toJSON().includes(file)) return text;
  document.set('configurations', [...(isSeq(known) ? known.toJSON() : []), file]);
  return document.toString({ lineWidth: 0 });
}

/**
 * A kustomization with one more resource, in alphabetical order; comments and everything else stay.
 * @throws {ProjectError} when the text is not a kustomization
 */
export function addKustomizeResource(text: string, resource: string): string {
  const document = parseDocument(text);
  if (document.errors.length > 0) {
    throw new ProjectError(`kustomization.yaml is not YAML: ${document.errors[0]?.message ?? ''}`);
  }
  if (document.contents === null) return stringify({ resources: [resource] });
  if (!isMap(document.contents)) throw new ProjectError('kustomization.yaml must be a mapping');
  document.contents.flow = false;
  const resources = document.get('resources');
  if (resources === undefined || resources === null) {
    document.set('resources', [resource]);
    return document.toString({ lineWidth: 0 });
  }
  if (!isSeq(resources)) throw new ProjectError('kustomization.yaml: resources must be a list');
  const known: unknown[] = resources.toJSON();
  if (known.includes(resource)) return text;
  resources.flow = false;
  const index = known.findIndex((other) => typeof other === 'string' && other > resource);
  resources.items.splice(index === -1 ? known.length : index, 0, document.createNode(resource));
  return document.toString({ lineWidth: 0 });
}
