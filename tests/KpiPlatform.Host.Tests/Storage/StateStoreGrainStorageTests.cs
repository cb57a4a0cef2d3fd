using KpiPlatform.Host.Storage;
using KpiPlatform.Persistence;
using KpiPlatform.Testing.Databases;
using Microsoft.Extensions.Logging.Abstractions;

namespace KpiPlatform.Host.Tests.Storage;

/// <summary>On a real SQLite file.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "xunit calls IAsyncLifetime.DisposeAsync.")]
public sealed class StateStoreGrainStorageTests : IAsyncLifetime
{
    private static readonly GrainId Id = GrainId.Create("scorecard", "tenant/with a slash/ünd mehr");
    private readonly SqliteDatabase _database = new();
    private readonly PersistenceModule _module;
    private readonly StateStoreGrainStorage _storage;

    public StateStoreGrainStorageTests()
    {
        var options = new PersistenceOptions { Provider = StorageProvider.Sqlite, ConnectionString = _database.FilePath };
        _module = PersistenceModule.Create(options, [], TimeProvider.System, NullLoggerFactory.Instance);
        _storage = new StateStoreGrainStorage(_module.States);
    }

    public Task InitializeAsync() => _module.StartAsync(CancellationToken.None);

    public async Task DisposeAsync()
    {
        await _module.StopAsync(CancellationToken.None);
        await _module.DisposeAsync();
        _database.Dispose();
    }

    [Fact]
    public async Task Read_WhatWasNeverWritten_DoesNotExist()
    {
        var state = await ReadAsync();

        state.RecordExists.ShouldBeFalse();
        state.ETag.ShouldBeNull();
        state.State.ShouldBeNull();
    }

    [Fact]
    public async Task Write_ThenRead_GivesItBackWithItsVersion()
    {
        var written = new GrainState<Record> { State = new Record("one", 1) };
        await _storage.WriteStateAsync("kind", Id, written);
        written.State = new Record("two", 2);
        await _storage.WriteStateAsync("kind", Id, written);

        var read = await ReadAsync();

        read.State.ShouldBe(new Record("two", 2));
        read.ETag.ShouldBe(written.ETag);
        read.RecordExists.ShouldBeTrue();
        (await _module.States.ListKeysAsync("kind", "tenant/", null, 10, CancellationToken.None)).ShouldBe(["tenant/with a slash/ünd mehr"]);
    }

    [Fact]
    public async Task Write_OnAnOldVersion_IsInconsistentAndChangesNothing()
    {
        await _storage.WriteStateAsync("kind", Id, new GrainState<Record> { State = new Record("one", 1) });
        var stale = await ReadAsync();
        var current = await ReadAsync();
        current.State = new Record("two", 2);
        await _storage.WriteStateAsync("kind", Id, current);
        stale.State = new Record("three", 3);

        var error = await Should.ThrowAsync<InconsistentStateException>(() => _storage.WriteStateAsync("kind", Id, stale));

        error.StoredEtag.ShouldBe(current.ETag);
        error.CurrentEtag.ShouldBe(stale.ETag);
        (await ReadAsync()).State.ShouldBe(new Record("two", 2));
        await Should.ThrowAsync<InconsistentStateException>(() => _storage.ClearStateAsync("kind", Id, stale));
        await Should.ThrowAsync<InconsistentStateException>(() => _storage.WriteStateAsync("kind", Id, new GrainState<Record> { State = new Record("new", 0) }));
    }

    [Fact]
    public async Task Clear_WhatWasWritten_RemovesIt()
    {
        var state = new GrainState<Record> { State = new Record("one", 1) };
        await _storage.WriteStateAsync("kind", Id, state);

        await _storage.ClearStateAsync("kind", Id, state);

        state.RecordExists.ShouldBeFalse();
        (await ReadAsync()).RecordExists.ShouldBeFalse();
    }

    private async Task<GrainState<Record>> ReadAsync()
    {
        var state = new GrainState<Record>();
        await _storage.ReadStateAsync("kind", Id, state);
        return state;
    }

    private sealed record Record(string Text, int Number);
}
