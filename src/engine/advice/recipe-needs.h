/* Which lines of a recipe a change is about.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/advice/recipe.h"
#include "engine/catalogue/check.h"
#include "engine/settings.h"

G_BEGIN_DECLS

/**
 * hn_recipe_find_need:
 *
 * Returns: (nullable) (transfer none): the weightiest line of the recipe that the change is about
 */
const HnRecipeNeed *hn_recipe_find_need (const HnRecipe *recipe,
                                         const char *const *distributions,
                                         const HnSettings *now,
                                         const HnSettings *changed,
                                         const HnCheck *check,
                                         HnDirectiveId directive);

G_END_DECLS
