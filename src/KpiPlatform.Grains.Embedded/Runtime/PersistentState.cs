namespace KpiPlatform.Grains.Embedded.Runtime;

/// <summary>A record of one activation.</summary>
/// <typeparam name="TState">Its content.</typeparam>
internal sealed class PersistentState<TState>(Activation activation, IGrainStorage storage, string stateName) : IPersistentState<TState>, IStoredState
{
    private readonly GrainState<TState> _record = new(CreateState());

    public TState State
    {
        get => _record.State!;
        set => _record.State = value;
    }

    public string? Etag => _record.ETag;

    public bool RecordExists => _record.RecordExists;

    public Task ReadStateAsync() => ReadStateAsync(CancellationToken.None);

    public Task WriteStateAsync() => WriteStateAsync(CancellationToken.None);

    public Task ClearStateAsync() => ClearStateAsync(CancellationToken.None);

    public async Task ReadStateAsync(CancellationToken cancellationToken)
    {
        await storage.ReadStateAsync(stateName, activation.GrainId, _record, cancellationToken);
        if (_record.State is null)
        {
            _record.State = CreateState();
        }
    }

    public async Task WriteStateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await storage.WriteStateAsync(stateName, activation.GrainId, _record, cancellationToken);
        }
        catch (InconsistentStateException exception)
        {
            exception.Origin = activation;
            throw;
        }
    }

    public async Task ClearStateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await storage.ClearStateAsync(stateName, activation.GrainId, _record, cancellationToken);
        }
        catch (InconsistentStateException exception)
        {
            exception.Origin = activation;
            throw;
        }

        _record.State = CreateState();
    }

    // A record type without a parameterless constructor starts as null (or zero): the grain asks RecordExists first.
    private static TState? CreateState() =>
        typeof(TState).IsValueType || typeof(TState).GetConstructor(Type.EmptyTypes) is null ? default : Activator.CreateInstance<TState>();
}
