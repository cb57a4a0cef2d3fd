using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Testing.Interactions;

namespace KpiPlatform.Domain.Tests.Customers;

/// <summary>The four invariants of a customer's state.</summary>
public sealed class CustomerStateTests
{
    [Fact]
    public void Add_AnyArrivalOrder_GivesTheStateAndTheSumOfDeltasOfTheSet()
    {
        var histories = 0;
        Seeds.Check(120, seed =>
        {
            var edges = new EdgeHistory(seed);
            var random = new Random(seed);
            var context = new FoldContext(edges.Definition);
            EncodedInteraction[] interactions = [.. edges.Make(random.Next(1, 4 * CustomerState.MaxWindow)).Select(edges.Encode)];
            var expected = Contribution(interactions, context);
            var snapshot = CustomerState.Replay(interactions, context).Snapshot();
            for (var order = 0; order < 3; order++)
            {
                var recorder = new Recorder(context);
                recorder.RecordAll(interactions, random);
                histories += recorder.HistoriesLoaded;
                recorder.State.Version.ShouldBe(interactions.Length);
                SameBytes(recorder.State.Snapshot(), snapshot, "the state");
                SameBytes(recorder.Total.Encode(), expected.Encode(), "the sum of deltas");
            }
        });

        histories.ShouldBeGreaterThan(500, "the way through the whole history was not taken often enough to tell");
    }

    [Fact]
    public void Add_EveryKindOfInteractionInAnyOrder_GivesTheStateAndTheSumOfDeltasOfTheSet() => Seeds.Check(40, seed =>
    {
        var random = new Random(seed);
        var context = new FoldContext(InteractionGenerator.Definition);
        EncodedInteraction[] interactions = [.. new InteractionGenerator(seed)
            .History(random.Next(1, 150))
            .Select(interaction => InteractionCodec.Encode(interaction, InteractionGenerator.Definition.FactAttributes))];
        var recorder = new Recorder(context);
        recorder.RecordAll(interactions, random);
        SameBytes(recorder.State.Snapshot(), CustomerState.Replay(interactions, context).Snapshot(), "the state");
        SameBytes(recorder.Total.Encode(), Contribution(interactions, context).Encode(), "the sum of deltas");
    });

    [Fact]
    public void Count_RowsInAnyOrder_IsTheSumOfDeltasOfTheSet() => Seeds.Check(120, seed =>
    {
        var edges = new EdgeHistory(seed);
        var random = new Random(seed);
        var context = new FoldContext(edges.Definition);
        var recorder = new Recorder(context);
        recorder.RecordAll([.. edges.Make(random.Next(1, 4 * CustomerState.MaxWindow)).Select(edges.Encode)], random);
        var counted = new CellDelta();
        CustomerState.Count([.. recorder.Rows], context, counted);
        SameBytes(counted.Encode(), recorder.Total.Encode(), "what is counted");
    });

    [Fact]
    public void Add_AtEveryVersion_DeltasAddUpToTheContribution() => Seeds.Check(120, seed =>
    {
        var edges = new EdgeHistory(seed);
        var random = new Random(seed);
        var context = new FoldContext(edges.Definition);
        EncodedInteraction[] interactions = [.. edges.Make(random.Next(2, 45)).Select(edges.Encode)];
        random.Shuffle(interactions);
        var recorder = new Recorder(context);
        var before = new CellDelta();
        foreach (var interaction in interactions)
        {
            var delta = recorder.Record(interaction);
            var after = Contribution(recorder.Rows, context);
            before.Add(delta);
            SameBytes(before.Encode(), after.Encode(), $"the sum of deltas at version {recorder.State.Version}");
        }
    });

    [Fact]
    public void Restore_EveryVersionAndTheRowsAfterIt_IsTheStateByteForByte() => Seeds.Check(50, seed =>
    {
        var edges = new EdgeHistory(seed);
        var random = new Random(seed);
        var context = new FoldContext(edges.Definition);
        EncodedInteraction[] rows = [.. edges.Make(random.Next(2, 60)).Select(edges.Encode)];
        if (seed % 2 == 0)
            rows = [.. rows.OrderBy(row => row.OccurredAt)];
        var state = new Recorder(context);
        var snapshots = new List<ReadOnlyMemory<byte>> { state.State.Snapshot() };
        foreach (var row in rows)
        {
            state.Record(row);
            snapshots.Add(state.State.Snapshot());
        }

        for (var version = 0; version <= rows.Length; version++)
        {
            SameBytes(CustomerState.Replay(rows[..version], context).Snapshot(), snapshots[version], $"the replay of version {version}");
            var restored = CustomerState.Restore(snapshots[version].Span, context);
            restored.Version.ShouldBe(version);
            SameBytes(restored.Snapshot(), snapshots[version], $"the restored version {version}");
            if (restored.NeedsHistory(rows[version..]))
                restored.LoadHistory(rows[..version]);
            restored.Add(rows[version..], null);
            SameBytes(restored.Snapshot(), snapshots[^1], $"version {version} and the rows after it");
        }
    });

    [Fact]
    public void Clone_OfTheFold_IsIndependent() => Seeds.Check(40, seed =>
    {
        // The base of the window is cloned each time that something comes late: were anything shared, the state would depend on it.
        var edges = new EdgeHistory(seed);
        var context = new FoldContext(edges.Definition);
        var interactions = edges.Make(40).OrderBy(interaction => interaction.FoldKey).ToList();
        var fold = new CustomerFold();
        foreach (var interaction in interactions.Take(20))
            fold.Apply(interaction, context, ContributionSink.Nothing);
        var before = Bytes(fold);
        var clone = fold.Clone();
        Bytes(clone).ShouldBe(before);
        foreach (var interaction in interactions.Skip(20))
            clone.Apply(interaction, context, ContributionSink.Nothing);
        Bytes(fold).ShouldBe(before);
    });

    [Fact]
    public void Classify_WhatWasRecordedAndWhatWasNot_TellsThemApart() => Seeds.Check(40, seed =>
    {
        var edges = new EdgeHistory(seed);
        var recorder = new Recorder(new FoldContext(edges.Definition));
        var history = edges.Make(50);
        var (recorded, others) = (history[..25], history[25..]);
        recorder.RecordAll([.. recorded.Select(edges.Encode)], new Random(seed));
        foreach (var interaction in recorded)
        {
            recorder.State.Classify(edges.Encode(interaction)).ShouldBe(RecordVerdict.Duplicate);
            recorder.State.Classify(edges.Encode(Copy(interaction, interaction.Revision, "elsewhere"))).ShouldBe(RecordVerdict.Differs);
            recorder.State.Classify(edges.Encode(Copy(interaction, interaction.Revision + 100, interaction.Channel))).ShouldBe(RecordVerdict.New);
        }

        foreach (var interaction in others)
            recorder.State.Classify(edges.Encode(interaction)).ShouldBe(RecordVerdict.New);
    });

    [Fact]
    public void Add_LowerRevisionAfterAHigherOne_ChangesTheVersionAlone()
    {
        var edges = new EdgeHistory(1);
        var recorder = new Recorder(new FoldContext(edges.Definition));
        var original = edges.Make(1)[0];
        recorder.Record(edges.Encode(Copy(original, original.Revision + 1, "store")));
        var delta = recorder.Record(edges.Encode(original));
        delta.SameAs(new CellDelta()).ShouldBeTrue();
        recorder.State.Version.ShouldBe(2);
    }

    private static Interaction Copy(Interaction interaction, int revision, string channel) => new()
    {
        Source = interaction.Source,
        Id = interaction.Id,
        Revision = revision,
        OccurredAt = interaction.OccurredAt,
        Channel = channel,
        Labels = interaction.Labels,
        Contact = interaction.Contact,
        Facts = interaction.Facts,
    };

    /// <summary>The contribution of a set: the fold over the effective ones in order, from nothing.</summary>
    private static CellDelta Contribution(IReadOnlyCollection<EncodedInteraction> interactions, FoldContext context)
    {
        var contribution = new CellDelta();
        var fold = new CustomerFold();
        var effective = interactions
            .Select(InteractionCodec.Decode)
            .GroupBy(interaction => (interaction.Source, interaction.Id))
            .Select(revisions => revisions.MaxBy(interaction => interaction.Revision)!)
            .OrderBy(interaction => interaction.FoldKey);
        foreach (var interaction in effective)
            fold.Apply(interaction, context, new ContributionSink(contribution));
        return contribution;
    }

    private static byte[] Bytes(CustomerFold fold)
    {
        var writer = new StateWriter();
        fold.Write(writer);
        return writer.Written.ToArray();
    }

    private static void SameBytes(ReadOnlyMemory<byte> actual, ReadOnlyMemory<byte> expected, string what) =>
        actual.Span.SequenceEqual(expected.Span).ShouldBeTrue($"{what} differs");
}
