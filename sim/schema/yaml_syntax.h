/*
 * yaml_syntax.h - text that is no YAML, explained
 *
 * The parser's own words ("did not find expected key") help only those who know its grammar; here they become what is
 * wrong and what would be right, at the place where it is.
 */
#pragma once

#include "diagnostics.h"
#include "yaml_tree.h"

#include <stdbool.h>
#include <stddef.h>
#include <yaml.h>

/* The place of MARK. */
SourcePlace yaml_syntax_place (YamlOrigin origin, const yaml_mark_t *mark);

/* Checks that TEXT is UTF-8 without control characters; false with the mistake added if not. */
bool yaml_syntax_check_text (YamlOrigin origin, const char *text, size_t length, Diagnostics *diagnostics);

/* Adds the mistake at which PARSER stopped, which reads TEXT. */
void yaml_syntax_report (const yaml_parser_t *parser, YamlOrigin origin, const char *text, size_t length,
                         Diagnostics *diagnostics);
