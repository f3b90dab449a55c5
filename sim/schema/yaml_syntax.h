/*
 * yaml_syntax.h - explains why a text is not YAML
 *
 * The parser's own words ("did not find expected key") help only people who know its grammar.  This file
 * turns them into what is wrong, where, and what would be right.
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

/* Adds the mistake at which PARSER, which reads TEXT, stopped. */
void yaml_syntax_report (const yaml_parser_t *parser, YamlOrigin origin, const char *text, size_t length,
                         Diagnostics *diagnostics);
