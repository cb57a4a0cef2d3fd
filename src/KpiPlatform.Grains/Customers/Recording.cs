using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Grains.Abstractions.Customers;

namespace KpiPlatform.Grains.Customers;

/// <summary>A command that was computed on pending state: its results as they will be if the append succeeds.</summary>
/// <param name="Results">One for each interaction.</param>
/// <param name="Added">Those that are new, in command order.</param>
/// <param name="Append">Fate of the append; null if nothing was added.</param>
/// <param name="Behind">Fate of the last append before it, which its duplicates may rest on; null if there was none.</param>
/// <param name="View">The customer after it; null if nothing was added.</param>
/// <param name="Snapshot">The state after it, if a snapshot is due; else null.</param>
/// <param name="Erasures">How often the person had been erased when it was computed: what it shows is not to come back afterwards.</param>
internal sealed record Recording(
    RecordResult[] Results,
    IReadOnlyList<EncodedInteraction> Added,
    Task<AppendOutcome>? Append,
    Task<AppendOutcome>? Behind,
    CustomerView? View,
    CustomerSnapshot? Snapshot,
    int Erasures)
{
    /// <summary>Number of rows of the append; the last is the last of <see cref="Added"/>, if there are any.</summary>
    public int Rows { get; init; } = Added.Count;

    /// <summary>The answer, if that is known already; else null.</summary>
    public RecordReply? Answer { get; private init; }

    /// <summary>What the caller is shown, if that is not <see cref="View"/>.</summary>
    public CustomerView? Shown { get; init; }

    /// <summary>Set if nothing was added because the customer is to be folded into this one, which is another's work.</summary>
    public CustomerId? LinkTo { get; init; }

    /// <summary>One that was not computed, and has its answer.</summary>
    public static Recording Of(RecordReply answer) => new(answer.Results, [], null, null, null, null, 0) { Answer = answer };
}
