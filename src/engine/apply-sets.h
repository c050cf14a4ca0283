/* Directives whose lines add up to a set. Each takes the line into the settings, warns of what
 * systemd leaves out, and notes the origin.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "line.h"

G_BEGIN_DECLS

void hn_apply_capabilities (HnSettings *self, const HnLine *line, HnDirectiveId directive);

void hn_apply_namespaces (HnSettings *self, const HnLine *line, HnDirectiveId directive);

void hn_apply_families (HnSettings *self, const HnLine *line, HnDirectiveId directive);

void hn_apply_filter (HnSettings *self, const HnLine *line, HnDirectiveId directive);

void hn_apply_architectures (HnSettings *self, const HnLine *line, HnDirectiveId directive);

void hn_apply_device_allow (HnSettings *self, const HnLine *line, HnDirectiveId directive);

void hn_apply_addresses (HnSettings *self, const HnLine *line, HnDirectiveId directive);

void hn_apply_filter_path (HnSettings *self, const HnLine *line, HnDirectiveId directive);

G_END_DECLS
