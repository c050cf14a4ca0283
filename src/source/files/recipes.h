/* Where recipes are, and which of them this machine has.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/advice/recipe.h"
#include "engine/settings.h"

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *all;      /* of HnRecipe, the stronger first */
  GStrv distributions; /* ID= of os-release, then ID_LIKE=; empty where it says nothing */
  GPtrArray *wrong;    /* of char *: what is wrong with those that could not be taken */
} HnRecipes;

/**
 * hn_recipes_load:
 * @root: (nullable): of the file tree that is meant; %NULL for this machine
 *
 * Reads /etc/hardnut/services, /usr/local/share/hardnut/services, /usr/share/hardnut/services, and
 * the folder that came with this program. Of files with the same name only the first that can be
 * taken counts, and an empty one, or a link to /dev/null, hides the others.
 *
 * Returns: (transfer full)
 */
HnRecipes *hn_recipes_load (const char *root);

void hn_recipes_free (HnRecipes *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnRecipes, hn_recipes_free)

/** hn_recipes_find: (nullable) (transfer none): the one for the service of @settings, from its
 * files
 */
const HnRecipe *hn_recipes_find (const HnRecipes *self, const HnSettings *settings);

/** hn_recipes_dup_wrong: (transfer full) (nullable): a sentence about those that could not be taken
 */
char *hn_recipes_dup_wrong (const HnRecipes *self);

/** hn_recipes_get_distributions: (nullable): as the functions of recipe.h take them */
const char *const *hn_recipes_get_distributions (const HnRecipes *self);

G_END_DECLS
