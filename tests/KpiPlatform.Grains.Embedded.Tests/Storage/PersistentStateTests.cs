using KpiPlatform.Grains.Embedded.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace KpiPlatform.Grains.Embedded.Tests.Storage;

public sealed class PersistentStateTests
{
    [Fact]
    public void State_Written_IsThereAfterReactivation() => Simulation.Run(async sim =>
    {
        var grain = sim.Get<INoteGrain>();
        (await grain.Describe()).ShouldBe("'' exists: False etag: none other: 0");
        await grain.Write("hello");
        await grain.End();
        (await grain.Describe()).ShouldBe("'hello' exists: True etag: some other: 0");
    }, register: AddArchive);

    [Fact]
    public void State_Unwritten_IsLost() => Simulation.Run(async sim =>
    {
        var grain = sim.Get<INoteGrain>();
        await grain.Write("kept");
        await grain.ChangeWithoutWriting("lost");
        await grain.End();
        (await grain.Describe()).ShouldStartWith("'kept'");
    }, register: AddArchive);

    [Fact]
    public void State_Cleared_IsNewAgain() => Simulation.Run(async sim =>
    {
        var grain = sim.Get<INoteGrain>();
        await grain.Write("gone");
        await grain.Clear();
        (await grain.Describe()).ShouldBe("'' exists: False etag: none other: 0");
        await grain.Write("again");
        (await grain.Describe()).ShouldStartWith("'again' exists: True");
    }, register: AddArchive);

    [Fact]
    public void Write_AfterTheStoreMovedOn_FailsAndEndsTheActivation() => Simulation.Run(async sim =>
    {
        var grain = sim.Get<INoteGrain>();
        await grain.Write("mine");
        await MoveOn(sim);
        var exception = await Assert.ThrowsAsync<InconsistentStateException>(() => grain.Write("mine again"));
        exception.StoredEtag.ShouldNotBe(exception.CurrentEtag);
        (await grain.Describe()).ShouldStartWith("'theirs'");
        sim.Journal.Entries.ShouldContain("deactivate note ApplicationError");
    }, register: AddArchive);

    [Fact]
    public void Write_AfterTheStoreMovedOn_EndsTheActivationInParityModeToo() => Simulation.Run(
        async sim =>
        {
            await sim.Get<INoteGrain>().Write("mine");
            await MoveOn(sim);
            (await Assert.ThrowsAsync<InconsistentStateException>(() => sim.Get<INoteGrain>().Write("mine again"))).StoredEtag.ShouldNotBeNull();
            (await sim.Get<INoteGrain>().Describe()).ShouldStartWith("'theirs'");
            sim.Journal.Entries.ShouldContain("deactivate note ApplicationError");
        },
        configure: o => o.Parity = new ParityOptions { Seed = 1 },
        register: AddArchive);

    [Fact]
    public void Write_ConflictThatTheGrainHandles_KeepsTheActivation() => Simulation.Run(async sim =>
    {
        var grain = sim.Get<INoteGrain>();
        await grain.Write("mine");
        await MoveOn(sim);
        (await grain.WriteOrReread("mine again")).ShouldBe("theirs");
        sim.Journal.Entries.ShouldNotContain("deactivate note ApplicationError");
    }, register: AddArchive);

    [Fact]
    public void Conflict_OfAnotherGrain_DoesNotEndTheCaller() => Simulation.Run(async sim =>
    {
        await sim.Get<INoteGrain>().Write("mine");
        await MoveOn(sim);
        await Assert.ThrowsAsync<InconsistentStateException>(() => sim.Get<IScriptGrain>("caller").Run(async g =>
        {
            await g.GrainFactory.GetGrain<INoteGrain>("k").Write("mine again");
            return null;
        }));
        await sim.Pass(TimeSpan.FromSeconds(1));
        sim.Journal.Entries.ShouldContain("deactivate note ApplicationError");
        sim.Journal.Entries.ShouldNotContain("deactivate caller ApplicationError");
    }, register: AddArchive);

    [Fact]
    public void Storage_Missing_FailsTheCallNamingIt() => Simulation.Run(async sim =>
        (await Assert.ThrowsAsync<InvalidOperationException>(() => sim.Get<INoteGrain>().Describe())).Message.ShouldContain("'Archive'"));

    [Fact]
    public void Storage_FailingToRead_FailsTheActivation() => Simulation.Run(
        async sim =>
        {
            (await Assert.ThrowsAsync<InvalidOperationException>(() => sim.Get<INoteGrain>().Describe())).Message.ShouldBe("store is away");
            sim.Test.Runtime.ActivationCount.ShouldBe(0);
        },
        register: s => s.AddKeyedSingleton<IGrainStorage, BrokenStorage>("Archive"));

    private static void AddArchive(IServiceCollection services) => services.AddGrainStorage<MemoryGrainStorage>("Archive");

    private static async Task MoveOn(Simulation sim)
    {
        var record = new GrainState<Note>();
        var id = sim.Get<INoteGrain>().GetGrainId();
        await sim.Test.Storage.ReadStateAsync("note", id, record);
        record.State!.Text = "theirs";
        await sim.Test.Storage.WriteStateAsync("note", id, record);
    }

    private sealed class BrokenStorage : IGrainStorage
    {
        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new InvalidOperationException("store is away");

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new InvalidOperationException("store is away");

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new InvalidOperationException("store is away");
    }
}
