using System.Collections.Concurrent;
using KpiPlatform.Domain;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Hosting;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Scorecards;
using KpiPlatform.Gateway.Tests.Fakes;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Scorecards;

namespace KpiPlatform.Gateway.Tests.Scorecards;

public sealed class SharedEvaluationsTests
{
    private const string Name = "tenants/acme/scorecards/retail";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ConcurrentQueue<TaskCompletionSource<Reply<ScorecardValues>>> _asked = new();
    private readonly FakeScorecardGrain _grain = new();
    private readonly SharedEvaluations _shared = new();
    private readonly TokenSeal _seal = new(TimeProvider.System);

    public SharedEvaluationsTests()
    {
        _seal.Use([new TokenKey(1, new byte[32], NodaTime.Instant.MinValue)]);
        _grain.OnEvaluate = () =>
        {
            var asked = new TaskCompletionSource<Reply<ScorecardValues>>(TaskCreationOptions.RunContinuationsAsynchronously);
            _asked.Enqueue(asked);
            return asked.Task;
        };
    }

    [Fact]
    public async Task EvaluateAsync_WhileOneIsUnderWay_SharesTheNextAndNeverThatOne()
    {
        var first = ReadAsync();
        var later = Enumerable.Range(0, 10).Select(_ => ReadAsync()).ToList();
        _asked.Count.ShouldBe(1);

        Answer(10);
        (await first.WaitAsync(Patience)).DefinitionVersion.ShouldBe(1);
        await UntilAskedAsync(2);
        later.ShouldAllBe(read => !read.IsCompleted);
        Answer(20);
        var cards = await Task.WhenAll(later).WaitAsync(Patience);

        cards.ShouldAllBe(card => ReferenceEquals(card, cards[0]));
        cards[0].ShouldNotBeSameAs(await first);
        _asked.Count.ShouldBe(2);
        await UntilIdleAsync();
    }

    [Fact]
    public async Task EvaluateAsync_OneAfterTheOther_EvaluatesForEach()
    {
        for (var read = 1; read <= 3; read++)
        {
            var reading = ReadAsync();
            await UntilAskedAsync(read);
            Answer(read);
            await reading.WaitAsync(Patience);
        }

        _asked.Count.ShouldBe(3);
        await UntilIdleAsync();
    }

    [Fact]
    public async Task EvaluateAsync_GrainSaysNothingMoved_GivesTheSameAnswerInTheSameBytes()
    {
        var first = ReadAsync();
        _asked.Last().SetResult(ReplyFactory.Of(Results.Of(10) with { Epoch = "e", Sequence = 7 }));
        var card = await first.WaitAsync(Patience);
        await UntilIdleAsync();
        var second = ReadAsync();
        (_grain.Evaluations[^1].KnownEpoch, _grain.Evaluations[^1].KnownSequence).ShouldBe(("e", 7));
        _asked.Last().SetResult(ReplyFactory.Of(new ScorecardValues(string.Empty, default, 7, "e")));

        (await second.WaitAsync(Patience)).ShouldBeSameAs(card);
        EncodedMessages.TryFind(card, out var bytes).ShouldBeTrue();
        Protocol.V1.Scorecard.Parser.ParseFrom(bytes).ShouldBe(card);
        await UntilIdleAsync();
    }

    [Fact]
    public async Task EvaluateAsync_OtherPeriodOrRestated_IsAnotherEvaluation()
    {
        var reads = new[] { ReadAsync("2026"), ReadAsync("2025"), ReadAsync("2026", restated: true) };

        _asked.Count.ShouldBe(3);
        foreach (var asked in _asked)
            asked.SetResult(ReplyFactory.Of(Results.Of(10)));
        await Task.WhenAll(reads).WaitAsync(Patience);
    }

    [Fact]
    public async Task EvaluateAsync_Fails_TellsThoseWhoWaitedForItAndNobodyElse()
    {
        var first = ReadAsync();
        var second = ReadAsync();
        _asked.Single().SetResult(ReplyFactory.Failed<ScorecardValues>(new(ErrorKind.NotFound, "SCORECARD_NOT_FOUND", "There is none.", "name")));

        (await Should.ThrowAsync<DomainException>(first.WaitAsync(Patience))).Reason.ShouldBe("SCORECARD_NOT_FOUND");
        await UntilAskedAsync(2);
        Answer(10);
        await second.WaitAsync(Patience);
    }

    [Fact]
    public async Task EvaluateAsync_CallerLeaves_OthersAreAnswered()
    {
        using var leaving = new CancellationTokenSource();
        var first = ReadAsync(cancellationToken: leaving.Token);
        var second = ReadAsync();
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first.WaitAsync(Patience));

        Answer(10);
        await UntilAskedAsync(2);
        Answer(20);
        await second.WaitAsync(Patience);
    }

    // As a call does: its answer holds a token.
    private Task<Protocol.V1.Scorecard> ReadAsync(string period = "", bool restated = false, CancellationToken cancellationToken = default)
    {
        CallerScope.Enter(null, _seal);
        return _shared.EvaluateAsync(_grain, Name, period, restated, cancellationToken);
    }

    // Answers the evaluation asked for last.
    private void Answer(double value) => _asked.Last().SetResult(ReplyFactory.Of(Results.Of(value)));

    private Task UntilAskedAsync(int times) => UntilAsync(() => _asked.Count >= times);

    private Task UntilIdleAsync() => UntilAsync(() => _shared.Count == 0);

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
            await Task.Delay(TimeSpan.FromMilliseconds(1), patience.Token);
    }
}
