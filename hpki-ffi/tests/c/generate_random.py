"""Writes random.c: random sequences of calls of every function of hpki.h, with arguments that are right, wrong or NULL.

    python3 generate_random.py hpki.h > random.c

A sequence begins with the handles of the fixture, makes and frees more of them, and ends by freeing what is left. Only
handles that are alive are used: everything else is allowed to a program, and must never end in a crash, in
HPKI_ERROR_INTERNAL, in a changed output after a failure, or in a leak.
"""

import sys

import declarations

# Functions that cost more than the others, and how often they are passed over.
SLOW = {"verify": 8, "inspect": 8, "prepare": 8, "sign": 16, "pkcs12": 64, "adopt": 8, "augment": 8, "assemble": 8}
# Functions that reach a card or a helper process are tried elsewhere.
ELSEWHERE = ("hpki_card_open", "hpki_readers_list")

HEAD = r"""/* Written by generate_random.py. */
#include "fixture.h"

static uint64_t state;

/* xorshift64*: the same seed gives the same calls with the same compiler. */
static uint32_t any(uint32_t below) {
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return (uint32_t)((state * UINT64_C(2685821657736338717)) >> 33) % below;
}

typedef struct {
  const void *handle;
  const void *root; /* the handle that is freed by the caller: itself, or the one it was asked of, maybe at the same address */
  enum { OWNED, BORROWED, PERMANENT } kind;
} entry;

enum { POOL = 12, BLOBS = 12 };
typedef struct {
  entry entries[POOL];
  unsigned count;
} pool;

static fixture f;
static const blob *blobs[BLOBS];
static unsigned blob_count;
static unsigned long calls, done, refused;

static entry pick(const pool *pool) {
  const entry none = {NULL, NULL, PERMANENT};
  return pool->count == 0 || any(16) == 0 ? none : pool->entries[any(pool->count)];
}

static int put(pool *pool, const void *handle, const void *root, int kind) {
  if (pool->count == POOL) return 0;
  pool->entries[pool->count++] = (entry){handle, root, kind};
  return 1;
}

static void forget(pool *pool, const void *root) {
  unsigned kept = 0;
  for (unsigned index = 0; index < pool->count; index++)
    if (pool->entries[index].root != root) pool->entries[kept++] = pool->entries[index];
  pool->count = kept;
}

/* Octets for a call: a file as it is, cut off, changed in one place, or of another kind than is wanted. */
static blob scratch[8];
static blob some_octets(unsigned argument) {
  const blob *from = blobs[any(blob_count)];
  blob *to = &scratch[argument];
  to->data = realloc(to->data, from->length + 1);
  to->length = any(4) == 0 ? any((uint32_t)from->length) : from->length;
  memcpy(to->data, from->data, from->length);
  if (any(4) == 0 && to->length > 0) to->data[any((uint32_t)to->length)] ^= (uint8_t)(1u << any(8));
  return *to;
}

static const char *const words[] = {"", "a.xml", "no-such-file", "/", "Medical Doctor", "\xff\xfe", "x\0y", "1234", "12345678"};
static const size_t word_lengths[] = {0, 5, 12, 1, 14, 2, 3, 4, 8};

static uint32_t some_number(void) { return any(32) == 0 ? UINT32_MAX : any(6); }
static int64_t some_time(void) { return any(16) == 0 ? INT64_MAX : any(16) == 0 ? INT64_MIN : any(8) == 0 ? 0 : any(2) == 0 ? SIGN_AT : AT; }

/* Only codes that codes.tsv lists, which is that every code has a text. */
static void check_result(hpki_result result, const char *function) {
  hpki_text text;
  REQUIRE(hpki_result_text(result, HPKI_LANGUAGE_ENGLISH, &text) == HPKI_OK, "%s: result %u", function, result);
  REQUIRE(result != HPKI_ERROR_INTERNAL, "%s", function);
  calls++;
  if (result <= HPKI_INDETERMINATE) done++; else refused++;
}

/* Reads what came out, so that a checker of memory sees it. */
static void look(const void *data, size_t length) {
  static volatile uint8_t sum;
  for (size_t index = 0; index < length; index += length > 4096 ? 997 : 1) sum ^= ((const uint8_t *)data)[index];
  (void)sum;
}
"""

PERMANENT = {
    "hpki_trust_store": ["f.trust"],
    "hpki_settings": ["f.settings"],
    "hpki_verifier": ["f.verifier"],
    "hpki_report": ["f.report", "f.refused_report"],
    "hpki_inspection": ["f.inspection"],
    "hpki_certificate": ["f.own_certificate", "f.signer"],
    "hpki_path_report": ["f.path_report"],
    "hpki_detached": ["f.detached"],
    "hpki_error": ["f.error"],
    "hpki_signature": ["f.signature"],
    "hpki_check": ["f.check"],
    "hpki_inspected_signature": ["f.inspected_signature"],
    "hpki_signer": ["f.signer_of_key"],
    "hpki_prepared": ["f.prepared"],
    "hpki_signed": ["f.signed_document"],
    "hpki_unsigned": ["f.unsigned_document"],
    "hpki_augmentation": ["f.augmentation"],
    "hpki_properties": ["f.properties"],
    "hpki_card_options": ["f.card_options"],
}


def step(function, frees):
    """One call with random arguments."""
    name = function.name
    print(f"static void step_{name}(void) {{")
    if function.frees:
        handle = function.parameters[0].handle
        print(f"  const entry one = pick(&pool_{handle});")
        # What belongs to somebody else is not freed, as a program must not.
        print("  if (one.kind != OWNED && one.handle) return;")
        print(f"  {name}(({handle} *)one.handle);\n  calls++;\n  if (one.root) forget_all(one.root);\n}}\n")
        return
    arguments, outputs, previous, root = [], [], None, "NULL"
    for index, parameter in enumerate(function.parameters):
        if parameter.output:
            outputs.append(parameter)
            print(f"  {parameter.output} {parameter.name};\n  memset(&{parameter.name}, 0x5A, sizeof {parameter.name});")
            print(f"  const int wants_{parameter.name} = any(16) != 0;")
            arguments.append(f"wants_{parameter.name} ? &{parameter.name} : NULL")
        elif parameter.handle:
            print(f"  const entry handle{index} = pick(&pool_{parameter.handle});")
            const = "const " if parameter.type.startswith("const") else ""
            arguments.append(f"({const}{parameter.handle} *)handle{index}.handle")
            root = f"handle{index}.root" if root == "NULL" else root
        elif parameter.is_callback or parameter.type == "void *":
            arguments.append("NULL")
        elif parameter.type == "const char *":
            print(f"  const unsigned word{index} = any(sizeof words / sizeof *words);")
            arguments.append(f"any(16) == 0 ? NULL : words[word{index}]")
        elif parameter.type == "const uint8_t *":
            print(f"  const blob octets{index} = some_octets({index});")
            arguments.append(f"any(16) == 0 ? NULL : octets{index}.data")
        elif parameter.type == "size_t" and parameter.name.endswith("length"):
            at = function.parameters.index(previous)
            arguments.append(f"word_lengths[word{at}]" if previous.type == "const char *" else f"octets{at}.length")
        elif parameter.type == "size_t":
            arguments.append("any(4)")
        elif parameter.type == "int64_t":
            arguments.append("some_time()")
        else:
            arguments.append("some_number()")
        previous = parameter
    call = f"{name}({', '.join(arguments)})"
    if function.result != "hpki_result":
        print(f"  (void){call};\n  calls++;\n}}\n")
        return
    print(f'  const hpki_result result = {call};\n  check_result(result, "{name}");')
    for parameter in outputs:
        condition = "result > HPKI_INDETERMINATE" if parameter.name == "error" else "result <= HPKI_INDETERMINATE"
        print(f"  if (wants_{parameter.name} && {condition}) {{")
        match = declarations.re.fullmatch(r"(const )?(hpki_\w+) \*", parameter.output)
        if match and match[1]:
            print(f"    if ({parameter.name}) put(&pool_{match[2]}, {parameter.name}, {root}, BORROWED);")
        elif match:
            free = f"{match[2]}_free({parameter.name})"
            print(f'    REQUIRE({parameter.name}, "{name}: NULL");')
            print(f"    if (!put(&pool_{match[2]}, {parameter.name}, {parameter.name}, OWNED)) {free};")
        elif parameter.output in ("hpki_text", "hpki_octets"):
            print(f"    look({parameter.name}.data, {parameter.name}.length);")
        print("  } else {")
        print(f"    const uint8_t *octets = (const uint8_t *)&{parameter.name};")
        print(f'    REQUIRE(octets[0] == 0x5A && octets[sizeof {parameter.name} - 1] == 0x5A, "{name}: {parameter.name}");\n  }}')
    print("}\n")


def main():
    functions = [one for one in declarations.read(sys.argv[1]) if one.name not in ELSEWHERE]
    handles = sorted(declarations.HANDLES)
    frees = {one.parameters[0].handle for one in functions if one.frees}
    print(HEAD)
    for handle in handles:
        print(f"static pool pool_{handle};")
    print("\nstatic void forget_all(const void *root) {")
    for handle in handles:
        print(f"  forget(&pool_{handle}, root);")
    print("}\n")
    for function in functions:
        step(function, frees)
    print("typedef struct {\n  void (*step)(void);\n  unsigned one_in;\n} choice;\nstatic const choice steps[] = {")
    for function in functions:
        one_in = max([cost for word, cost in SLOW.items() if word in function.name.split("_")] or [1])
        print(f"  {{step_{function.name}, {one_in}}},")
    print("};\n\nstatic void begin(void) {")
    for handle in handles:
        print(f"  pool_{handle}.count = 0;")
        for permanent in PERMANENT.get(handle, []):
            print(f"  put(&pool_{handle}, {permanent}, {permanent}, PERMANENT);")
    print("}\n\nstatic void end(void) {")
    for handle in handles:
        if handle in frees:
            print(f"  for (unsigned index = 0; index < pool_{handle}.count; index++) {{")
            print(f"    const entry one = pool_{handle}.entries[index];")
            print(f"    if (one.kind == OWNED) {handle}_free(({handle} *)one.handle);\n  }}")
    print("""}

int main(int count, char **arguments) {
  const unsigned long sequences = count > 2 ? strtoul(arguments[2], NULL, 10) : 1000;
  const unsigned long seed = count > 3 ? strtoul(arguments[3], NULL, 10) : 1;
  state = UINT64_C(0x9E3779B97F4A7C15) ^ seed;
  f = open_fixture(arguments[1]);
  const blob *all[] = {&f.document, &f.refused, &f.dispensing, &f.certificate, &f.anchor, &f.tsa_anchor, &f.list,
                       &f.csv, &f.key, &f.pkcs12};
  for (size_t index = 0; index < sizeof all / sizeof *all; index++)
    if (all[index]->data) blobs[blob_count++] = all[index];
  for (unsigned long sequence = 0; sequence < sequences; sequence++) {
    begin();
    for (uint32_t left = 1 + any(24); left > 0; left--) {
      const choice *choice = &steps[any(sizeof steps / sizeof *steps)];
      if (any(choice->one_in) == 0) choice->step();
    }
    end();
    /* Stores and settings of the fixture grow with what is added to them: begin anew now and then. */
    if (sequence % 256 == 255) {
      hpki_trust_store_free(f.trust);
      hpki_settings_free(f.settings);
      hpki_detached_free(f.detached);
      hpki_properties_free(f.properties);
      REQUIRE(hpki_trust_store_new(&f.trust) == HPKI_OK && hpki_settings_new(&f.settings) == HPKI_OK, "anew");
      REQUIRE(hpki_detached_new(&f.detached) == HPKI_OK && hpki_properties_new(&f.properties) == HPKI_OK, "anew");
      REQUIRE(hpki_trust_store_add_anchors(f.trust, f.anchor.data, f.anchor.length, NULL) == HPKI_OK, "anew");
    }
  }
  for (size_t index = 0; index < sizeof scratch / sizeof *scratch; index++) free(scratch[index].data);
  close_fixture(&f);
  printf("random: %lu sequences, %lu calls, %lu done, %lu refused, seed %lu\\n", sequences, calls, done, refused, seed);
  return 0;
}""")


main()
