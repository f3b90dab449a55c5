#include "mistake_cases.h"

/* Text that is no YAML, or YAML that scenarios have no use for, and the mistakes that it must give. */
static const MistakeCase cases[] = {
  MISTAKE ("root_is_no_mapping", "just text\n",
           "t.yaml:1:1: a scenario is 'just text'; expected a mapping with keys such as 'name:'"),
  MISTAKE ("yaml_empty", "",
           "t.yaml: there is nothing in it; expected keys with values, such as 'name: my-scenario'"),
  MISTAKE ("yaml_only_comments", "# nothing\n",
           "t.yaml: there is nothing in it; expected keys with values, such as 'name: my-scenario'"),
  MISTAKE ("yaml_two_documents",
           RUN "---\n"
               "name: u\n",
           "t.yaml:4:1: a second document begins here; a file holds one scenario"),
  MISTAKE ("yaml_tab",
           "name: t\n"
           "machine:\n"
           "\tmemory: 64MiB\n",
           "t.yaml:3:1: a tab stands before a value; YAML indents with spaces only"),
  MISTAKE ("yaml_tab_in_a_block",
           "machine:\n"
           "  hz: 100\n"
           "\tmemory: 64MiB\n",
           "t.yaml:3:1: a tab indents this line; YAML allows spaces only (in what begins at line 2)"),
  MISTAKE ("yaml_indentation",
           "name: t\n"
           "  duration: 10s\n",
           "t.yaml:2:11: a ':' is not allowed here; check the indentation, or put the text in quotes"),
  MISTAKE ("yaml_no_colon",
           "name: t\n"
           "duration 10s\n"
           "seed: 1\n",
           "t.yaml:2:1: this is no 'key: value'; add the ':' or check the indentation"),
  MISTAKE ("yaml_open_list",
           "name: t\n"
           "seed: [1, 2\n",
           "t.yaml:3:1: ',' or ']' was expected here; the list in brackets is not closed (in what begins at "
           "line 2)"),
  MISTAKE ("yaml_open_mapping",
           "machine: {memory: 64MiB\n"
           "name: t\n",
           "t.yaml:2:5: ',' or '}' was expected here; the mapping in braces is not closed (in what begins at "
           "line 1)"),
  MISTAKE ("yaml_open_quotes",
           "name: \"t\n"
           "duration: 10s\n",
           "t.yaml:1:7: the text in quotes is never closed; add the closing quote"),
  MISTAKE ("yaml_list_item_missing",
           "- 1\n"
           "name: t\n",
           "t.yaml:2:1: a list item ('- ') or less indentation was expected here; check the indentation (in "
           "what begins at line 1)"),
  MISTAKE ("yaml_list_item_not_allowed", "name: - t\n",
           "t.yaml:1:7: a list item is not allowed here; begin the list on a line of its own"),
  MISTAKE (
      "yaml_bad_escape", "name: \"\\q\"\n",
      "t.yaml:1:8: this is no escape that YAML knows; write '\\\\' for a backslash, or use single quotes"),
  MISTAKE ("yaml_bad_start", "name: @t\n", "t.yaml:1:7: a value cannot begin with '@'; put it in quotes"),
  MISTAKE ("yaml_bad_block", "name: |x\n",
           "t.yaml:1:8: no valid YAML: while scanning a block scalar, did not find expected comment or line "
           "break; see yaml.org for the syntax"),
  MISTAKE ("yaml_not_utf8",
           "name: t\n"
           "seed: \xe9\n",
           "t.yaml:2:7: byte 0xe9 is not UTF-8; save the text as UTF-8"),
  MISTAKE ("yaml_utf16",
           "\xff\xfen\x00"
           "a\x00",
           "t.yaml:1:1: byte 0xff is not UTF-8; save the text as UTF-8"),
  MISTAKE ("yaml_control_character", "name: t\x07\n",
           "t.yaml:1:8: control character 0x07 is not allowed; remove it, or write it as an escape in double "
           "quotes"),
  MISTAKE ("yaml_nul", "name: t\x00u\n",
           "t.yaml:1:8: control character 0x00 is not allowed; remove it, or write it as an escape in double "
           "quotes"),
  MISTAKE ("yaml_nul_escape", "name: \"t\\0\"\n",
           "t.yaml:1:1: missing key 'duration' in scenario 't'; add 'duration:' with a time such as 500us, "
           "from 1 ns to 1000 h\n"
           "t.yaml:1:1: missing key 'machine' in scenario 't'; add 'machine:' with a mapping with the keys "
           "memory, kernel_memory, hz, thresholds, ...\n"
           "t.yaml:1:7: a text with a NUL character (\\0); remove it"),
  MISTAKE (
      "yaml_forbidden_character",
      "name: t\n"
      "seed: \xef\xbf\xbe"
      "1\n",
      "t.yaml:2:7: character U+FFFE is not allowed; remove it, or write it as an escape in double quotes"),
  MISTAKE ("yaml_tag", RUN "seed: !!int 3\n",
           "t.yaml:4:7: tag 'tag:yaml.org,2002:int' has no meaning here; remove it"),
  MISTAKE ("yaml_key_is_a_list",
           RUN "? [a]\n"
               ": 1\n",
           "t.yaml:4:3: a key is a list; use a word"),
  MISTAKE ("alias_unknown",
           RUN "seed: &one 1\n"
               "sample: *on\n",
           "t.yaml:5:9: alias 'on' stands for nothing; did you mean '*one'?"),
  MISTAKE ("alias_unknown_without_anchors", RUN "sample: *on\n",
           "t.yaml:4:9: alias 'on' stands for nothing; an anchor '&on' must come before it"),
  MISTAKE ("alias_within_its_anchor", RUN "processes: &p [*p]\n",
           "t.yaml:4:16: alias '*p' stands inside its own anchor; a value cannot hold itself"),
  MISTAKE ("merge_of_no_mapping", RUN "<<: 3\n",
           "t.yaml:4:5: '<<' merges mappings only; use an alias of one, or a list of aliases"),
};

int main (void)
{
  return test_main (mistake_suite ("yaml mistakes", cases, G_N_ELEMENTS (cases)), NULL);
}
