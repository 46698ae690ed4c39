import { parse } from 'yaml';
import type { ParsedJson } from './json-reader.ts';
export function parseYaml(text: string): ParsedJson { return { value: parse(text), duplicates: [] }; }
