/* What is known of a well-known service: what it needs and why, what it passes on to what it
 * starts, and how one sees that it works. The format is explained in docs/recipes.md.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/catalogue/directive.h"
#include "engine/catalogue/syscalls.h"

G_BEGIN_DECLS

#define HN_RECIPE_ERROR (hn_recipe_error_quark ())
GQuark hn_recipe_error_quark (void);

typedef enum
{
  HN_RECIPE_ERROR_WRONG, /* the message names the file and the line */
} HnRecipeError;

/* How much the service depends on something. */
typedef enum
{
  HN_WEIGHT_NEEDED, /* its work fails without */
  HN_WEIGHT_RARE,   /* so does work that it seldom does, and that a short watch misses */
  HN_WEIGHT_COPES,  /* it uses it, and works without */
} HnWeight;

/* What kind of thing that is: the first word of a line. */
typedef enum
{
  HN_RESOURCE_CAPABILITY,
  HN_RESOURCE_FAMILY,
  HN_RESOURCE_NAMESPACE,
  HN_RESOURCE_NETWORK,
  HN_RESOURCE_CALLS,
  HN_RESOURCE_READS,
  HN_RESOURCE_WRITES,
  HN_RESOURCE_DEVICE,
  HN_RESOURCE_DIRECTIVE,
  HN_N_RESOURCES
} HnResource;

typedef struct
{
  HnWeight weight;
  HnResource resource;
  char *what;              /* as in the recipe, behind the kind */
  guint64 bits;            /* of capabilities, families, namespaces */
  HnSyscallSet calls;      /* single ones */
  guint groups;            /* a bit for each HnSyscallGroup */
  HnDirectiveId directive; /* for DIRECTIVE */
  char *value;             /* (nullable): for DIRECTIVE, the value that it does not live with; NULL
                              for any that takes something away */
  char *reason;            /* a sentence for a person */
  char *source;            /* "tried", "documentation" or "unit" */
  char *distribution;      /* (nullable): the ID= of os-release; NULL for all */
  char *versions;          /* (nullable): of the program, "2.4-", "-3.1", "2.4-3.1" */
  guint line;
} HnRecipeNeed;

typedef enum
{
  HN_PROOF_URL,     /* answers without an error */
  HN_PROOF_PORT,    /* lets somebody connect; what stands behind the number is what it says first */
  HN_PROOF_COMMAND, /* of a shell, as root, ends with 0 */
} HnProofKind;

typedef struct
{
  HnProofKind kind;
  char *text;
} HnProof;

/* Its sentences are in English; po/recipe-texts.txt has those of Hardnut's own for translators. */
typedef struct
{
  char *path;
  char *name;        /* of the file, without ".ini" */
  char *title;       /* what the service is */
  GStrv units;       /* names or patterns of units */
  GStrv execs;       /* (nullable): patterns of the program that is started */
  GStrv tried;       /* (nullable): distributions on which all that is not listed was tried */
  char *passes_on;   /* (nullable): what it starts that inherits its sandbox, a sentence */
  GPtrArray *needs;  /* of HnRecipeNeed, in the order of the file */
  GPtrArray *proofs; /* of HnProof */
} HnRecipe;

/**
 * hn_recipe_parse:
 * @path: of the file, for messages; its name becomes that of the recipe
 * @text: any bytes
 * @length: of @text
 * @error: return location; %HN_RECIPE_ERROR
 *
 * Returns: (transfer full) (nullable): the recipe; %NULL where any line makes no sense, as half of
 *   what a service needs would be wrong advice
 */
HnRecipe *hn_recipe_parse (const char *path, const char *text, gsize length, GError **error);
void hn_recipe_free (HnRecipe *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnRecipe, hn_recipe_free)

/**
 * hn_recipe_find:
 * @recipes: (element-type HnRecipe): the stronger first
 * @unit: name of a service
 * @aliases: (nullable): its other names
 * @program: (nullable): that it starts
 *
 * A name counts more than a pattern of names, and that more than the program.
 *
 * Returns: (nullable) (transfer none): the recipe for the service
 */
const HnRecipe *hn_recipe_find (GPtrArray *recipes,
                                const char *unit,
                                const char *const *aliases,
                                const char *program);

/**
 * hn_recipe_need_holds:
 * @distributions: (nullable): ID= of this machine, then those of ID_LIKE=
 *
 * Returns: whether the line is about this machine; where that is not known, it is
 */
gboolean hn_recipe_need_holds (const HnRecipeNeed *need, const char *const *distributions);

/** hn_recipe_is_tried: whether the whole recipe was tried on the first of @distributions
 * (nullable), which is the machine's own, and not one that it is like */
gboolean hn_recipe_is_tried (const HnRecipe *self, const char *const *distributions);

G_END_DECLS
