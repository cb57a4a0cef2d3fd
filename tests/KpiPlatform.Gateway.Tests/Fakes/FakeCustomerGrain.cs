using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;

namespace KpiPlatform.Gateway.Tests.Fakes;

/// <summary>Accepts what it is told to record, unless the test gives it something else to do.</summary>
internal sealed class FakeCustomerGrain(FakeGrainFactory factory) : ICustomerGrain
{
    private readonly Channel<RecordCommand> _calls = Channel.CreateUnbounded<RecordCommand>();
    private Channel<CustomerView> _states = Channel.CreateUnbounded<CustomerView>();

    public ConcurrentQueue<RecordCommand> Commands { get; } = new();

    public Func<RecordCommand, Task<RecordReply>>? OnRecord { get; set; }

    public CustomerView? View { get; set; }

    public Exception? Failure { get; set; }

    public static RecordReply Reply(RecordCommand command, RecordResult result, long writer = 1, long seq = 1, CustomerView? customer = null) =>
        new([.. Enumerable.Repeat(result, command.Interactions.Length)], PositionVector.Of(new JournalPosition(writer, seq)).Encode(), customer);

    public static Task<RecordReply> Accept(RecordCommand command) => Task.FromResult(Reply(command, RecordResult.Accepted));

    public Task<RecordReply> Record(RecordCommand command, CancellationToken cancellationToken)
    {
        Commands.Enqueue(command);
        var reply = (OnRecord ?? factory.Record)(command);
        _calls.Writer.TryWrite(command);
        return reply;
    }

    /// <summary>Completes once so many more calls have been made.</summary>
    public async Task WhenCalledAsync(int times)
    {
        for (var i = 0; i < times; i++)
            await _calls.Reader.ReadAsync();
    }

    public Task<Reply<CustomerView>> Get(CancellationToken cancellationToken)
    {
        if (Failure is not null)
            throw Failure;
        return Task.FromResult(View is { } view
            ? ReplyFactory.Of(view)
            : ReplyFactory.Failed<CustomerView>(new(ErrorKind.NotFound, "CUSTOMER_NOT_FOUND", "There is no such customer.", "name")));
    }

    /// <summary>The next state that watchers are to see.</summary>
    public void Push(CustomerView view) => _states.Writer.TryWrite(view);

    /// <summary>Ends the enumeration as a runtime does that put the grain to rest.</summary>
    public void Break(Exception exception)
    {
        var broken = _states;
        _states = Channel.CreateUnbounded<CustomerView>();
        broken.Writer.Complete(exception);
    }

    public async IAsyncEnumerable<CustomerView> Watch([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (View is null)
            yield break;
        yield return View;
        await foreach (var view in _states.Reader.ReadAllAsync(cancellationToken))
            yield return view;
    }

    public Task<AdoptReply> Adopt(int version, CancellationToken cancellationToken) => Task.FromResult(new AdoptReply(AdoptStatus.Done, null));

    public Task<Reply<EraseReply>> Erase(CancellationToken cancellationToken) => Task.FromResult(View is null
        ? ReplyFactory.Failed<EraseReply>(new(ErrorKind.NotFound, "CUSTOMER_NOT_FOUND", "There is no such customer.", "name"))
        : ReplyFactory.Of(new EraseReply(View.Version, 1, AlreadyErased: false)));

    public Task<Reply<EraseReply>> EraseBefore(long beforeTicks, CancellationToken cancellationToken) => Erase(cancellationToken);

    public Task<Reply<DeleteFactsReply>> DeleteFacts(int beforeDay, CancellationToken cancellationToken) =>
        Failure is null ? Task.FromResult(ReplyFactory.Of(new DeleteFactsReply(1, 1))) : throw Failure;

    public Task<RecordReply?> RecordFolded(string[] through, RecordCommand command, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Reply<CustomerView>?> GetFolded(string[] through, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<CustomerView> WatchFolded(string[] through, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<AdoptReply?> AdoptFolded(string[] through, int version, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<AbsorbReply> Absorb(AbsorbCommand command, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task Settled(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<Reply<EraseReply>?> EraseFolded(string[] through, long? beforeTicks, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task Reindex(CancellationToken cancellationToken) => Task.CompletedTask;
}
