using KpiPlatform.Grains.Embedded.Tests.Activation;
using KpiPlatform.Grains.Embedded.Tests.Support;

namespace KpiPlatform.Grains.Embedded.Tests.Hosting;

public sealed class RegistrationTests
{
    [Fact]
    public async Task GetGrain_OfAnUnregisteredInterface_SaysSo()
    {
        await using var test = new TestRuntime();
        Should.Throw<ArgumentException>(() => test.Get<IOrphanGrain>()).Message.ShouldContain(nameof(IOrphanGrain));
    }

    [Fact]
    public async Task GetGrain_OfAnInterfaceWithSeveralClasses_WantsAPrefix()
    {
        await using var test = new TestRuntime();
        Should.Throw<ArgumentException>(() => test.Get<ISharedGrain>()).Message.ShouldContain("prefix");
        (await test.Runtime.GetGrain<ISharedGrain>("k", typeof(OneGrain).FullName).Name()).ShouldBe("one");
        (await test.Runtime.GetGrain<ISharedGrain>("k", typeof(TwoGrain).FullName).Name()).ShouldBe("two");
    }

    [Fact]
    public async Task GetGrain_ByTypeAndById_ReachesTheSameGrain()
    {
        await using var test = new TestRuntime();
        var grain = test.Get<ICounterGrain>("x");
        await grain.Add(5);
        (await ((ICounterGrain)test.Runtime.GetGrain(typeof(ICounterGrain), "x")).Add(0)).ShouldBe(5);
        (await test.Runtime.GetGrain<ICounterGrain>(GrainId.Parse("counter/x")).Add(0)).ShouldBe(5);
        grain.GetGrainId().ShouldBe(GrainId.Create("counter", "x"));
        ((GrainReference)(object)grain).ShouldBe((GrainReference)(object)test.Get<ICounterGrain>("x"));
    }

    [Fact]
    public async Task GetGrain_OfAnInterfaceWithAnImpossibleMethod_SaysSo()
    {
        await using var test = new TestRuntime();
        Should.Throw<ArgumentException>(() => test.Get<ISynchronousGrain>()).Message.ShouldContain("Answer");
    }

    [Fact]
    public void AddGrain_OfSomethingElse_IsRefused() =>
        Should.Throw<ArgumentException>(() => new EmbeddedRuntimeOptions().AddGrain(typeof(string))).Message.ShouldContain("String");

    public static TheoryData<Action<EmbeddedRuntimeOptions>, string> Nonsense() => new()
    {
        { o => o.CallTimeout = TimeSpan.Zero, nameof(EmbeddedRuntimeOptions.CallTimeout) },
        { o => o.CollectionAge = TimeSpan.FromSeconds(1), nameof(EmbeddedRuntimeOptions.CollectionAge) },
        { o => o.MailboxLimit = 0, nameof(EmbeddedRuntimeOptions.MailboxLimit) },
        { o => o.MemoryBudgetBytes = 0, nameof(EmbeddedRuntimeOptions.MemoryBudgetBytes) },
        { o => o.Parity = new ParityOptions { Seed = 1, OneWayLossProbability = 2 }, nameof(ParityOptions.OneWayLossProbability) },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public void Options_ThatMakeNoSense_AreRefusedByName(Action<EmbeddedRuntimeOptions> configure, string name) =>
        Should.Throw<InvalidOperationException>(() => new TestRuntime(configure)).Message.ShouldContain(name);

    internal interface IOrphanGrain : IGrainWithStringKey
    {
        Task Ask();
    }

    internal interface ISynchronousGrain : IGrainWithStringKey
    {
        int Answer();
    }

    internal interface ISharedGrain : IGrainWithStringKey
    {
        Task<string> Name();
    }

    internal sealed class OneGrain : Grain, ISharedGrain
    {
        public Task<string> Name() => Task.FromResult("one");
    }

    internal sealed class TwoGrain : Grain, ISharedGrain
    {
        public Task<string> Name() => Task.FromResult("two");
    }
}
