using KpiPlatform.Domain.Interactions;

namespace KpiPlatform.Domain.Measures;

/// <summary>Limits of a tenant's own measures.</summary>
public static class CustomMeasureLimits
{
    /// <summary>Most measures of a tenant.</summary>
    public const int MaxMeasures = 100;

    /// <summary>Most conditions of a measure.</summary>
    public const int MaxConditions = 16;

    /// <summary>Most values of a condition's list.</summary>
    public const int MaxValues = 100;

    /// <summary>Most characters of a condition.</summary>
    public const int MaxConditionLength = 1_000;

    /// <summary>Greatest n of "customers with at least n".</summary>
    public const int MaxAtLeast = 1_000;

    /// <summary>Most UTF-8 bytes of a title.</summary>
    public const int MaxTitleBytes = 200;

    /// <summary>Most UTF-8 bytes of a description.</summary>
    public const int MaxDescriptionBytes = 2_000;

    /// <summary>Most cells that one interaction changes, in all.</summary>
    public const int MaxCellsPerInteraction = 256;

    /// <summary>Cells of those that are kept for the built-in measures.</summary>
    /// <remarks>
    /// A subscription whose start or end lies elsewhere than its interaction moves the base in many periods at once. Not reckoned: the prices of an
    /// order's products, two cells for each of up to 64, and what a late or corrected interaction moves in periods after it. An interaction is
    /// never refused for either, because what is accepted must not depend on the order of arrival.
    /// </remarks>
    /// <param name="kind">Kind of the interaction.</param>
    /// <param name="dimensions">Number of declared dimensions.</param>
    public static int CellsOfBuiltIn(InteractionKind kind, int dimensions) =>
        kind is InteractionKind.SubscriptionStarted or InteractionKind.SubscriptionChanged or InteractionKind.SubscriptionCancelled
            ? 168 + (2 * dimensions)
            : 88 + (8 * dimensions);

    /// <summary>Most cells of a definition that are not 0: reckoned for a year as it is taken in, counted as the past is. Growing beyond is warned of and refuses nothing.</summary>
    public const int MaxLiveCells = 1_000_000;

    /// <summary>Days over which the live cells of a definition are reckoned as it is taken in.</summary>
    public const int ReckonedDays = 366;

    /// <summary>Lines of an order, for measures over them.</summary>
    public const int MaxLines = 200;
}
