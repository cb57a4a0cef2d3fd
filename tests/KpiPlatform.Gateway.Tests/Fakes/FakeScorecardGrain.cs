using System.Runtime.CompilerServices;
using System.Threading.Channels;
using KpiPlatform.Domain;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Scorecards;

namespace KpiPlatform.Gateway.Tests.Fakes;

/// <summary>Keeps a definition with an etag; its values are what the test pushes.</summary>
internal sealed class FakeScorecardGrain : IScorecardGrain
{
    private readonly Lock _lock = new();
    private Channel<Reply<ScorecardValues>> _news = Channel.CreateUnbounded<Reply<ScorecardValues>>();
    private int _enumerations;
    private TaskCompletionSource _enumerated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _requestId = string.Empty;

    public ScorecardDocument? Document { get; set; }

    public ScorecardValues? Values { get; set; }

    /// <summary>Enumerations that are open at present.</summary>
    public int OpenEnumerations { get; private set; }

    public int Enumerations => Volatile.Read(ref _enumerations);

    public List<EvaluationRequest> Evaluations { get; } = [];

    /// <summary>What the last enumeration was asked for.</summary>
    public EvaluationRequest? Watched { get; private set; }

    /// <summary>Answers evaluations in its own time; null: with the values, at once.</summary>
    public Func<Task<Reply<ScorecardValues>>>? OnEvaluate { get; set; }

    /// <summary>What an enumeration begins, and ends, with.</summary>
    public GrainError? FirstError { get; set; }

    public Action? BeforeWrite { get; set; }

    public Task<Reply<ScorecardDocument>> Write(ScorecardWrite write, CancellationToken cancellationToken)
    {
        BeforeWrite?.Invoke();
        if (Document is not null && write.Mode == WriteMode.Create)
        {
            return Task.FromResult(write.RequestId.Length > 0 && write.RequestId == _requestId
                ? ReplyFactory.Of(Document)
                : Failed(ErrorKind.AlreadyExists, "SCORECARD_EXISTS", "scorecard_id"));
        }

        if (Document is null && write.Mode == WriteMode.Update)
            return Task.FromResult(Failed(ErrorKind.NotFound, "SCORECARD_NOT_FOUND", "name"));
        if (write.Etag is not null && write.Etag != Document?.Etag)
            return Task.FromResult(Failed(ErrorKind.Aborted, "ETAG_MISMATCH", "scorecard.etag"));
        var version = (Document?.Version ?? 0) + 1;
        _requestId = write.RequestId;
        Document = new(write.DefinitionJson, version, $"etag-{version}", 0, 10_000_000);
        return Task.FromResult(ReplyFactory.Of(Document));
    }

    public Task<Reply<ScorecardDocument>> Get(CancellationToken cancellationToken) =>
        Task.FromResult(Document is null ? Failed(ErrorKind.NotFound, "SCORECARD_NOT_FOUND", "name") : ReplyFactory.Of(Document));

    public Task<Reply<ScorecardDocument>> Delete(string? etag, CancellationToken cancellationToken)
    {
        if (Document is null)
            return Task.FromResult(Failed(ErrorKind.NotFound, "SCORECARD_NOT_FOUND", "name"));
        if (etag is not null && etag != Document.Etag)
            return Task.FromResult(Failed(ErrorKind.Aborted, "ETAG_MISMATCH", "etag"));
        var deleted = Document;
        Document = null;
        return Task.FromResult(ReplyFactory.Of(deleted));
    }

    public Task<Reply<ScorecardValues>> Evaluate(EvaluationRequest request, CancellationToken cancellationToken)
    {
        lock (_lock)
            Evaluations.Add(request);
        if (OnEvaluate is not null)
            return OnEvaluate();
        return Task.FromResult(Values is null
            ? ReplyFactory.Failed<ScorecardValues>(new(ErrorKind.NotFound, "SCORECARD_NOT_FOUND", "There is no such scorecard.", "name"))
            : ReplyFactory.Of(Values));
    }

    /// <summary>New values, for whoever enumerates.</summary>
    public void Push(ScorecardValues values)
    {
        lock (_lock)
        {
            Values = values;
            _news.Writer.TryWrite(ReplyFactory.Of(values));
        }
    }

    /// <summary>Ends the enumeration with an error of the domain.</summary>
    public void PushError(GrainError error) => _news.Writer.TryWrite(ReplyFactory.Failed<ScorecardValues>(error));

    /// <summary>Ends the enumeration as a runtime does that put the grain to rest.</summary>
    public void Break(Exception exception)
    {
        lock (_lock)
        {
            _news.Writer.Complete(exception);
            _news = Channel.CreateUnbounded<Reply<ScorecardValues>>();
        }
    }

    /// <summary>Completes once no enumeration has been open for the first time.</summary>
    public Task WhenClosedAsync() => _closed.Task;

    /// <summary>Completes once the grain has been enumerated so many times.</summary>
    public async Task WhenEnumeratedAsync(int times)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_enumerations >= times)
                    return;
                changed = _enumerated.Task;
            }

            await changed;
        }
    }

    public async IAsyncEnumerable<Reply<ScorecardValues>> Watch(EvaluationRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Channel<Reply<ScorecardValues>> news;
        ScorecardValues? first;
        lock (_lock)
        {
            Watched = request;
            OpenEnumerations++;
            _enumerations++;
            _enumerated.TrySetResult();
            _enumerated = new(TaskCreationOptions.RunContinuationsAsynchronously);
            news = _news;
            while (news.Reader.TryRead(out _))
            {
                // The first answer has everything up to now.
            }

            first = Values;
        }

        try
        {
            if (FirstError is not null)
            {
                yield return ReplyFactory.Failed<ScorecardValues>(FirstError);
                yield break;
            }

            if (first is null)
            {
                yield return ReplyFactory.Failed<ScorecardValues>(new(ErrorKind.NotFound, "SCORECARD_NOT_FOUND", "There is no such scorecard.", "name"));
                yield break;
            }

            yield return ReplyFactory.Of(first);
            await foreach (var reply in news.Reader.ReadAllAsync(cancellationToken))
                yield return reply;
        }
        finally
        {
            lock (_lock)
            {
                if (--OpenEnumerations == 0)
                    _closed.TrySetResult();
            }
        }
    }

    /// <summary>What was asked about versions, periods, overrides and comments.</summary>
    public List<object> Asked { get; } = [];

    /// <summary>What is answered to it: JSON by the name of the method.</summary>
    public Dictionary<string, string> Records { get; } = new(StringComparer.Ordinal);

    public Task<Reply<ScorecardDocument>> GetVersion(VersionQuery query, CancellationToken cancellationToken)
    {
        Asked.Add(query);
        return Get(cancellationToken);
    }

    public Task<Reply<ScorecardRecord>> ListVersions(CancellationToken cancellationToken) => Answer(nameof(ListVersions), null);

    public Task<Reply<ScorecardRecord>> ClosePeriod(PeriodClosing closing, CancellationToken cancellationToken) => Answer(nameof(ClosePeriod), closing);

    public Task<Reply<ScorecardRecord>> ListClosures(CancellationToken cancellationToken) => Answer(nameof(ListClosures), null);

    public Task<Reply<ScorecardRecord>> CreateOverride(ScorecardRecord entered, CancellationToken cancellationToken) => Answer(nameof(CreateOverride), entered);

    public Task<Reply<ScorecardRecord>> WithdrawOverride(string id, CancellationToken cancellationToken) => Answer(nameof(WithdrawOverride), id);

    public Task<Reply<ScorecardRecord>> ListOverrides(string period, CancellationToken cancellationToken) => Answer(nameof(ListOverrides), period);

    public Task<Reply<ScorecardRecord>> CreateComment(ScorecardRecord comment, CancellationToken cancellationToken) => Answer(nameof(CreateComment), comment);

    public Task<Reply<ScorecardRecord>> Explain(ExplanationRequest request, CancellationToken cancellationToken) => Answer(nameof(Explain), request);

    public Task<Reply<ScorecardRecord>> ListComments(CommentQuery query, CancellationToken cancellationToken) => Answer(nameof(ListComments), query);

    public Task MeasuresMoved() => Task.CompletedTask;

    private static Reply<ScorecardDocument> Failed(ErrorKind kind, string reason, string field) =>
        ReplyFactory.Failed<ScorecardDocument>(new(kind, reason, "Refused by the grain.", field));

    private Task<Reply<ScorecardRecord>> Answer(string method, object? question)
    {
        if (question is not null)
            Asked.Add(question);
        return Task.FromResult(Records.TryGetValue(method, out var json)
            ? ReplyFactory.Of(new ScorecardRecord(json))
            : ReplyFactory.Failed<ScorecardRecord>(new(ErrorKind.NotFound, "SCORECARD_NOT_FOUND", "Refused by the grain.", "name")));
    }
}
