/**
 * The part of the Reflect metadata API that `@peculiar/x509` asks for at load time (through its container, tsyringe): metadata
 * kept per object and key, looked up along the prototype chain. Import it before the library. A real polyfill that was loaded
 * earlier is left in place.
 */

interface MetadataReflect {
  defineMetadata(key: unknown, value: unknown, target: object): void;
  getOwnMetadata(key: unknown, target: object): unknown;
  getMetadata(key: unknown, target: object): unknown;
  metadata(key: unknown, value: unknown): (target: object) => void;
}

function metadataReflect(): MetadataReflect {
  const kept = new WeakMap<object, Map<unknown, unknown>>();
  const api: MetadataReflect = {
    defineMetadata(key, value, target) {
      kept.set(target, (kept.get(target) ?? new Map<unknown, unknown>()).set(key, value));
    },
    getOwnMetadata: (key, target) => kept.get(target)?.get(key),
    getMetadata(key, target) {
      for (let at: object | null = target; at; at = Object.getPrototypeOf(at) as object | null) {
        if (kept.get(at)?.has(key)) return kept.get(at)?.get(key);
      }
      return undefined;
    },
    metadata: (key, value) => (target) => api.defineMetadata(key, value, target),
  };
  return api;
}

if (!("getMetadata" in Reflect)) Object.assign(Reflect, metadataReflect());
