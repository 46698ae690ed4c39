import { homedir } from 'node:os';
import path from 'node:path';

/** The environment that decides where things are. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where binaries are kept between runs, one folder per version: the user's cache folder. */
export function cacheFolder(
  env: Environment = process.env,
  platform: string = process.platform,
): string {
  return path.join(userCache(env, platform), 'keelson', 'control-plane');
}

function userCache(env: Environment, platform: string): string {
  if (env['XDG_CACHE_HOME']) return env['XDG_CACHE_HOME'];
  const home = env['HOME'] ?? homedir();
  return platform === 'darwin' ? path.join(home, 'Library', 'Caches') : path.join(home, '.cache');
}
