using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Domain.Customers;

/// <summary>Passages through declared journeys: which steps were entered, and which of these the next step followed in time.</summary>
internal sealed class JourneysFold
{
    private List<JourneyEntry> _entries = [];

    /// <summary>Stands for a step of a journey in cells.</summary>
    public static uint HashOf(string journey, string step) => WideMeasure.HashOf($"{journey}\0{step}");

    public void Apply(Interaction interaction, JourneyStep entered, int day, FoldContext context, ContributionSink sink)
    {
        var declared = context.Definition.Settings.Journeys.FirstOrDefault(journey => string.Equals(journey.Id, entered.Journey, StringComparison.Ordinal));
        if (declared is null)
            return;
        var instance = Pseudonym.Of(entered.Instance);
        if (Find(entered.Journey, instance, entered.Step) < 0)
        {
            _entries.Add(new(entered.Journey, instance, entered.Step, interaction.OccurredAt, IsCompleted: false));
            sink.Add(BuiltInMeasures.JourneyEntered.SeriesOf(HashOf(entered.Journey, entered.Step)), day, 1);
        }

        Complete(interaction, declared, instance, entered.Step, context, sink);
    }

    public JourneysFold Clone() => new() { _entries = [.. _entries] };

    public void Write(StateWriter writer)
    {
        writer.Unsigned((ulong)_entries.Count);
        foreach (var entry in _entries)
        {
            writer.Text(entry.Journey);
            writer.Fixed64(entry.Instance);
            writer.Text(entry.Step);
            writer.Time(entry.At);
            writer.Flag(entry.IsCompleted);
        }
    }

    public static JourneysFold Read(ref StateReader reader)
    {
        var fold = new JourneysFold();
        var count = reader.Count();
        for (var i = 0; i < count; i++)
            fold._entries.Add(new(reader.Text(), reader.Fixed64(), reader.Text(), reader.Time(), reader.Flag()));
        return fold;
    }

    /// <summary>Entering a step completes the one before it, if that was entered at most the window ago.</summary>
    private void Complete(Interaction interaction, JourneyDefinition declared, ulong instance, string step, FoldContext context, ContributionSink sink)
    {
        for (var next = 1; next < declared.Steps.Count; next++)
        {
            if (!string.Equals(declared.Steps[next], step, StringComparison.Ordinal))
                continue;
            var before = declared.Steps[next - 1];
            var at = Find(declared.Id, instance, before);
            if (at < 0 || _entries[at].IsCompleted || interaction.OccurredAt > context.PlusDays(_entries[at].At, declared.WindowDays))
                return;
            sink.Add(BuiltInMeasures.JourneyCompleted.SeriesOf(HashOf(declared.Id, before)), context.Calendar.DayOf(_entries[at].At), 1);
            _entries[at] = _entries[at] with { IsCompleted = true };
            return;
        }
    }

    private int Find(string journey, ulong instance, string step) =>
        _entries.FindIndex(entry => entry.Instance == instance
            && string.Equals(entry.Step, step, StringComparison.Ordinal)
            && string.Equals(entry.Journey, journey, StringComparison.Ordinal));
}
