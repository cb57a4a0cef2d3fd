using Grpc.Core;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Crash;

/// <summary>The ledger = the journal = the customers = the measures = the scorecard, to the unit.</summary>
/// <param name="made">Everything that was sent; all of it answered.</param>
/// <param name="accepted">Interactions that answers called newly recorded.</param>
internal sealed class Audit(IReadOnlyList<LedgerEntry> made, long accepted)
{
    private const decimal NanosPerUnit = 1_000_000_000m;
    private readonly Interaction[] _expected = [.. made.Where(entry => entry.Refusal is null).Select(entry => entry.Interaction)];

    /// <summary>Compares.</summary>
    /// <param name="channel">To the server.</param>
    /// <param name="around">Runs each comparison.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="RigException">Names the first difference.</exception>
    public async Task RunAsync(ChannelBase channel, Func<Func<Task>, Task> around, CancellationToken cancellationToken)
    {
        await around(async () => CompareJournal(await RigCalls.ListInteractionsAsync(channel, cancellationToken)));
        if (accepted > _expected.Length)
            throw new RigException($"Answers called {accepted} interactions new; {_expected.Length} were sent.");

        foreach (var customer in _expected.GroupBy(interaction => interaction.Customer))
        {
            await around(async () => Require(
                $"interactions that the grain of {customer.Key} holds", customer.Count(), await RigCalls.CustomerVersionAsync(channel, customer.Key, cancellationToken)));
        }

        var effective = _expected.GroupBy(Identity).Select(revisions => revisions.MaxBy(interaction => interaction.Revision)!).ToArray();
        var orders = effective.Count(interaction => interaction.Purchase is not null);
        var revenue = effective.Sum(interaction => Amount(interaction.Purchase?.Amount) - Amount(interaction.Refund?.Amount));
        var satisfied = effective.Count(interaction => interaction.SurveyAnswered?.Value >= 4);
        var complaints = effective.Count(interaction => interaction.Complaint is not null);
        foreach (var (indicator, expected) in new[] { ("orders", orders), ("revenue", (double)revenue), ("csat", satisfied), ("complaints_rate", complaints) })
            await around(async () => Require($"{indicator} of the measures", expected, await RigCalls.TotalAsync(channel, indicator, string.Empty, cancellationToken)));
        foreach (var (indicator, expected) in new[] { ("orders", orders), ("revenue", (double)revenue) })
            await around(async () => Require($"{indicator} of the scorecard", expected, await RigCalls.ScorecardTotalAsync(channel, indicator, cancellationToken)));
        await around(async () => await VerifyAsync(channel, cancellationToken));
    }

    private static async Task VerifyAsync(ChannelBase channel, CancellationToken cancellationToken)
    {
        var verified = await RigCalls.VerifyAsync(channel, cancellationToken);
        if (verified.DifferencesCount > 0)
            throw new RigException($"{verified.DifferencesCount} of {verified.Numbers} numbers differ from a replay of the journal, such as {verified.Differences[0]}.");
    }

    private static (string Customer, string Source, string Id) Identity(Interaction interaction) => (interaction.Customer, interaction.Source, interaction.Id);

    private static decimal Amount(Money? money) => money is null ? 0 : money.Units + (money.Nanos / NanosPerUnit);

    private static void Require(string what, double expected, double found)
    {
        const double Rounding = 0.001;
        if (Math.Abs(expected - found) > Rounding)
            throw new RigException($"{what}: {expected} by the ledger, {found} by the server.");
    }

    private void CompareJournal(List<Interaction> journal)
    {
        if (made.FirstOrDefault(entry => !entry.IsAnswered) is { } open)
            throw new RigException($"No answer to {open.Interaction}");
        var left = journal.ToDictionary(interaction => (Identity(interaction), interaction.Revision));
        if (left.Count != journal.Count)
            throw new RigException($"{journal.Count - left.Count} interactions are in the journal twice.");
        foreach (var interaction in _expected)
        {
            if (!left.Remove((Identity(interaction), interaction.Revision), out var stored))
                throw new RigException($"Acknowledged and not in the journal: {interaction}");
            if (!stored.Equals(interaction))
                throw new RigException($"Stored otherwise than sent:\n{interaction}\n{stored}");
        }

        if (left.Count > 0)
            throw new RigException($"{left.Count} interactions are in the journal and were not sent, or should have been refused: {left.Values.First()}");
    }
}
