/* What the files that apply lines share: bookkeeping of origins, texts and warnings, and the rules for
 * directives that are sets.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "apply.h"

G_BEGIN_DECLS

/* Notes that the value of @directive now comes from @line. */
void hn_line_set_origin (HnSettings    *self,
                         const HnLine  *line,
                         HnDirectiveId  directive);

/* systemd ignores the line because of its value. */
void hn_line_warn_invalid (HnSettings   *self,
                           const HnLine *line);

/* systemd leaves one word of the line out. */
void hn_line_warn_word (HnSettings   *self,
                        const HnLine *line,
                        const char   *word);

/* Replaces the text of @directive; NULL and "" clear it. */
void hn_settings_set_text (HnSettings    *self,
                           HnDirectiveId  directive,
                           const char    *text);

/* Adds @text to a list, behind a space. */
void hn_settings_append_text (HnSettings    *self,
                              HnDirectiveId  directive,
                              const char    *text);

void hn_apply_capabilities (HnSettings    *self,
                            const HnLine  *line,
                            HnDirectiveId  directive);

void hn_apply_namespaces (HnSettings    *self,
                          const HnLine  *line,
                          HnDirectiveId  directive);

void hn_apply_families (HnSettings    *self,
                        const HnLine  *line,
                        HnDirectiveId  directive);

void hn_apply_filter (HnSettings    *self,
                      const HnLine  *line,
                      HnDirectiveId  directive);

void hn_apply_architectures (HnSettings    *self,
                             const HnLine  *line,
                             HnDirectiveId  directive);

void hn_apply_device_allow (HnSettings    *self,
                            const HnLine  *line,
                            HnDirectiveId  directive);

void hn_apply_addresses (HnSettings    *self,
                         const HnLine  *line,
                         HnDirectiveId  directive);

void hn_apply_filter_path (HnSettings    *self,
                           const HnLine  *line,
                           HnDirectiveId  directive);

G_END_DECLS
