import { ProjectError } from './project-error.ts';

/** Licences that `operator init` writes headers for. */
export const licenses = ['apache2', 'none'] as const;

export type License = (typeof licenses)[number];

const apache2 = `
Licensed under the Apache License, Version 2.0 (the "License");
you may not use this file except in compliance with the License.
You may obtain a copy of the License at

    http://www.apache.org/licenses/LICENSE-2.0

Unless required by applicable law or agreed to in writing, software
distributed under the License is distributed on an "AS IS" BASIS,
WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
See the License for the specific language governing permissions and
limitations under the License.
`;

/**
 * The comment that starts each source file; empty when there is neither a licence nor an owner.
 * @throws {ProjectError} when the owner would end the comment
 */
export function boilerplate(license: License, owner: string | undefined, year: number): string {
  if (owner !== undefined && /[\p{Cc}]|\*\//u.test(owner)) {
    throw new ProjectError('owner must be one line of text without "*/"');
  }
  if (license === 'none' && owner === undefined) return '';
  const copyright = owner === undefined ? `Copyright ${year}.` : `Copyright ${year} ${owner}.`;
  return `/*\n${copyright}\n${license === 'apache2' ? apache2 : ''}*/\n`;
}

/** The source with the boilerplate on top. */
export function withBoilerplate(source: string, header: string): string {
  return header === '' ? source : `${header.trimEnd()}\n\n${source}`;
}
