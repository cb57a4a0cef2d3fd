using KpiPlatform.Domain.Journal;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Measures;

namespace KpiPlatform.Gateway.Tests.Fakes;

/// <summary>Answers every sum with what the test says; remembers what it was asked.</summary>
internal sealed class FakeMeasuresGrain : IMeasuresGrain
{
    public List<MeasuresQuery> Queries { get; } = [];

    public Func<SumRequest, long> Sum { get; set; } = _ => 0;

    public long? NewestEventAtTicks { get; set; }

    public Task Push(MeasuresPush push) => Task.CompletedTask;

    public Task<Reply<MeasuresAnswer>> Read(MeasuresQuery query, CancellationToken cancellationToken)
    {
        Queries.Add(query);
        return Task.FromResult(ReplyFactory.Of(new MeasuresAnswer(
            [.. query.Ranges.Select(Sum)], PositionVector.Of(new JournalPosition(1, 1)).Encode(), NewestEventAtTicks, [.. (query.Spans ?? []).Select(_ => Array.Empty<SpanSum>())])));
    }

    public Task Subscribe(string scorecardKey) => Task.CompletedTask;

    public MeasuresComparison Comparison { get; set; } = new(0, 1, 0, 0, 0, []);

    public Task<long> Count(CancellationToken cancellationToken) => Task.FromResult(0L);

    public Task<Reply<MeasuresComparison>> Verify(CancellationToken cancellationToken) => Task.FromResult(ReplyFactory.Of(Comparison));

    public Task Retire() => Task.CompletedTask;

    public Task CatchUp(CancellationToken cancellationToken) => Task.CompletedTask;
}
