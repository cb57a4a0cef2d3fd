using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Grains.Abstractions.Measures;

/// <summary>
/// A tenant's measures, whatever number of shards holds them. Each customer counts in one shard, so that a sum is the sum of what the shards
/// have of it. With one shard each call here is one call there.
/// </summary>
/// <remarks>
/// Shards are asked at once, and none waits for another: what is read is not one moment of the journal, but of each customer it is, and of those that
/// are linked meanwhile together. What belongs together with a moment is read as of one, or through positions.
/// </remarks>
public sealed class MeasuresReader
{
    private const int MaxDifferences = 100;

    /// <summary>How often shards are asked again for commits that belong together, while more of them keep coming.</summary>
    private const int MaxRounds = 8;

    private static readonly MeasuresQuery OnlyPositions = new([], default, null, null, null);
    private readonly TenantDefinition _definition;
    private readonly IMeasuresGrain[] _shards;

    /// <summary>Creates it.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="definition">Of the generation to read.</param>
    /// <param name="grain">The grain of a key.</param>
    public MeasuresReader(TenantId tenant, TenantDefinition definition, Func<string, IMeasuresGrain> grain)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(grain);
        _definition = definition;
        _shards = [.. definition.MeasuresShards.Select(shard => grain(GrainKeys.Measures(tenant, shard)))];
    }

    /// <summary>One over a factory of grains.</summary>
    public static MeasuresReader Of(IGrainFactory grains, TenantId tenant, TenantDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(grains);
        return new(tenant, definition, key => grains.GetGrain<IMeasuresGrain>(key));
    }

    /// <summary>Whether there are several shards.</summary>
    public bool IsSpread => _shards.Length > 1;

    /// <summary>Answers sums, and positions that all of them cover: of what any shard had seen when it was asked.</summary>
    /// <exception cref="Domain.DomainException">A shard could not answer.</exception>
    public async Task<MeasuresAnswer> ReadAsync(MeasuresQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        query = UnderOneDefinition(query);
        if (!IsSpread)
            return await ReadAsync(0, query, cancellationToken);
        query = WithWholeSpans(query);
        var answers = await ReadShardsAsync(query, cancellationToken);

        // A shard hears of its own commits only: the others' are nothing to it, but that takes a look into the journal to know.
        var seen = Join(answers);
        await ReachAsync(query, answers, seen, cancellationToken);
        return Merge(answers, seen.Encode());
    }

    /// <summary>As <see cref="ReadAsync(MeasuresQuery, CancellationToken)"/>, for who asks often or needs no positions: those of several shards may be far behind the sums.</summary>
    /// <exception cref="Domain.DomainException">A shard could not answer.</exception>
    public async Task<MeasuresAnswer> ReadSumsAsync(MeasuresQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        query = UnderOneDefinition(query);
        if (!IsSpread)
            return await ReadAsync(0, query, cancellationToken);
        query = WithWholeSpans(query);
        var answers = await ReadShardsAsync(query, cancellationToken);
        await ReachAsync(query, answers, PositionVector.Empty, cancellationToken);
        return Merge(answers, answers.Select(VectorOf).Aggregate(static (seen, next) => seen.Meet(next)).Encode());
    }

    /// <summary>What tells whether anything has moved since: equal bytes mean that nothing has, in any shard.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadStandAsync(CancellationToken cancellationToken)
    {
        if (!IsSpread)
            return (await ReadAsync(0, OnlyPositions, cancellationToken)).Positions;
        var answers = await Task.WhenAll(_shards.Select((_, shard) => ReadAsync(shard, OnlyPositions, cancellationToken)));
        return answers.SelectMany(answer => answer.Positions.ToArray()).ToArray();
    }

    /// <summary>Positions that all shards cover now.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadPositionsAsync(CancellationToken cancellationToken) => (await ReadAsync(OnlyPositions, cancellationToken)).Positions;

    /// <summary>Asks that a scorecard be told when cells move, as <see cref="IMeasuresGrain.Subscribe"/>.</summary>
    public Task SubscribeAsync(string scorecardKey) => EachAsync(shard => shard.Subscribe(scorecardKey));

    /// <summary>Has all shards read what was committed by others.</summary>
    public Task CatchUpAsync(CancellationToken cancellationToken) => EachAsync(shard => shard.CatchUp(cancellationToken));

    /// <summary>Tells who subscribed that readers are to read another generation.</summary>
    public Task RetireAsync() => EachAsync(shard => shard.Retire());

    /// <summary>Number of cells that are not 0 of the shard that has the most: a shard is what a host must hold.</summary>
    public async Task<long> CountLargestAsync(CancellationToken cancellationToken) =>
        IsSpread ? (await Task.WhenAll(_shards.Select(shard => shard.Count(cancellationToken)))).Max() : await _shards[0].Count(cancellationToken);

    /// <summary>Compares the cells of each shard with a fold of the journal's rows of its customers, one shard after the other: each reads the whole journal.</summary>
    /// <exception cref="Domain.DomainException">A shard could not be compared.</exception>
    public async Task<MeasuresComparison> VerifyAsync(CancellationToken cancellationToken)
    {
        var all = (await _shards[0].Verify(cancellationToken)).Require();
        foreach (var shard in _shards[1..])
        {
            var next = (await shard.Verify(cancellationToken)).Require();
            all = new(
                Math.Min(all.AsOfTicks, next.AsOfTicks),
                next.DefinitionVersion,
                all.Interactions + next.Interactions,
                all.Cells + next.Cells,
                all.DifferentCells + next.DifferentCells,
                [.. all.Differences.Concat(next.Differences).OrderBy(difference => difference.Key).Take(MaxDifferences)]);
        }

        return all;
    }

    /// <summary>The journal holds the facts of all customers, so one shard folds it for all of them.</summary>
    private async Task<MeasuresAnswer> ReadAsync(int shard, MeasuresQuery query, CancellationToken cancellationToken) =>
        (await _shards[shard].Read(shard == 0 ? query : query with { CellsOnly = true }, cancellationToken)).Require();

    /// <summary>
    /// For some seconds after a switch to other cells, hosts may hold copies of the definition from before, which say of no instant that it is before
    /// these cells: then some would answer from cells and others, or none, from the journal.
    /// </summary>
    private MeasuresQuery UnderOneDefinition(MeasuresQuery query) => query.AsOfTicks is null ? query : query with { IsBeforeCells = query.IsBefore(_definition) };

    /// <summary>A sum that is 0 in all shards together may be the extreme one of a shard.</summary>
    private static MeasuresQuery WithWholeSpans(MeasuresQuery query) =>
        query.Spans is { Length: > 0 } spans ? query with { Spans = [.. spans.Select(span => span with { Take = SpanTake.All })] } : query;

    private async Task<MeasuresAnswer[]> ReadShardsAsync(MeasuresQuery query, CancellationToken cancellationToken)
    {
        var answers = new MeasuresAnswer[_shards.Length];
        if (query.RestsOnJournal(_definition))
        {
            // The first one folds the journal again if any of the others has moved since it did.
            await Task.WhenAll(Enumerable.Range(1, answers.Length - 1).Select(AskAsync));
            query = query with { Beside = Join(answers[1..]).Encode() };
            await AskAsync(0);
        }
        else
        {
            await Task.WhenAll(Enumerable.Range(0, answers.Length).Select(AskAsync));
        }

        return answers;

        async Task AskAsync(int shard) => answers[shard] = await ReadAsync(shard, query, cancellationToken);
    }

    /// <summary>
    /// Asks those again that are behind: behind what is to be seen, or behind a commit that moved what counts from one shard to another and that another shard has
    /// seen. Those that are asked may come to know of more such commits.
    /// </summary>
    private async Task ReachAsync(MeasuresQuery query, MeasuresAnswer[] answers, PositionVector seen, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            // Of what is read through certain positions each shard has the same commits.
            var shared = query.Through.IsEmpty ? answers.SelectMany(answer => answer.Shared ?? []).ToList() : [];
            if (shared.Count == 0 && seen.IsEmpty)
                return;
            var behind = new List<Task>();
            for (var shard = 0; shard < answers.Length; shard++)
            {
                var bit = 1UL << shard;
                var wanted = shared.Where(commit => (commit.Shards & bit) != 0).Aggregate(seen, static (vector, commit) => vector.With(new(commit.Writer, commit.Seq)));
                if (!VectorOf(answers[shard]).Covers(wanted))
                    behind.Add(AskAgainAsync(shard, wanted));
            }

            if (behind.Count == 0)
                return;
            await Task.WhenAll(behind);
        }

        async Task AskAgainAsync(int shard, PositionVector wanted) =>
            answers[shard] = await ReadAsync(shard, query with { Beside = PositionVector.Decode(query.Beside.Span).Merge(wanted).Encode() }, cancellationToken);
    }

    private static PositionVector VectorOf(MeasuresAnswer answer) => PositionVector.Decode(answer.Positions.Span);

    private static PositionVector Join(IEnumerable<MeasuresAnswer> answers) => answers.Aggregate(PositionVector.Empty, (seen, answer) => seen.Merge(VectorOf(answer)));

    private static MeasuresAnswer Merge(MeasuresAnswer[] answers, ReadOnlyMemory<byte> positions)
    {
        var sums = new long[answers[0].Sums.Length];
        foreach (var answer in answers)
        {
            for (var i = 0; i < sums.Length; i++)
                sums[i] = unchecked(sums[i] + answer.Sums[i]);
        }

        var spans = answers[0].Spans is null ? null : new SpanSum[answers[0].Spans!.Length][];
        for (var i = 0; i < spans?.Length; i++)
            spans[i] = SumsOf(answers.SelectMany(answer => answer.Spans![i]));
        return new(sums, positions, answers.Max(answer => answer.NewestEventAtTicks), spans);
    }

    private static SpanSum[] SumsOf(IEnumerable<SpanSum> parts)
    {
        var sums = new SortedDictionary<ulong, long>();
        foreach (var (series, sum) in parts)
            sums[series] = unchecked(sums.GetValueOrDefault(series) + sum);
        return [.. sums.Where(sum => sum.Value != 0).Select(sum => new SpanSum(sum.Key, sum.Value))];
    }

    private Task EachAsync(Func<IMeasuresGrain, Task> action) => IsSpread ? Task.WhenAll(_shards.Select(action)) : action(_shards[0]);
}
