using KpiPlatform.Domain.Journal;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Embedded;

namespace KpiPlatform.Benchmarks.Gateway;

/// <summary>Customers that accept everything at once, so that what is measured is the gateway.</summary>
internal sealed class AcceptingGrains : IGrainFactory, ICustomerGrain
{
    private static readonly byte[] Positions = PositionVector.Of(new JournalPosition(1, 1_000_000)).Encode();
    private static readonly Task<RecordReply> One = Task.FromResult(new RecordReply([RecordResult.Accepted], Positions, null));

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey => (TGrainInterface)(object)this;

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) => this;

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable => (TGrainInterface)(object)this;

    public Task<RecordReply> Record(RecordCommand command, CancellationToken cancellationToken)
    {
        if (command.Interactions.Length == 1)
            return One;
        var results = new RecordResult[command.Interactions.Length];
        Array.Fill(results, RecordResult.Accepted);
        return Task.FromResult(new RecordReply(results, Positions, null));
    }

    public Task<Reply<CustomerView>> Get(CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<CustomerView> Watch(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<AdoptReply> Adopt(int version, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Reply<EraseReply>> Erase(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Reply<EraseReply>> EraseBefore(long beforeTicks, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Reply<DeleteFactsReply>> DeleteFacts(int beforeDay, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<RecordReply?> RecordFolded(string[] through, RecordCommand command, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Reply<CustomerView>?> GetFolded(string[] through, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<CustomerView> WatchFolded(string[] through, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<AdoptReply?> AdoptFolded(string[] through, int version, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<AbsorbReply> Absorb(AbsorbCommand command, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task Settled(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<Reply<EraseReply>?> EraseFolded(string[] through, long? beforeTicks, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task Reindex(CancellationToken cancellationToken) => Task.CompletedTask;
}
