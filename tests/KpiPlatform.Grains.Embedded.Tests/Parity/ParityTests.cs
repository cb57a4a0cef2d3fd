using System.Collections.Immutable;
using KpiPlatform.Grains.Embedded.Tests.Support;

namespace KpiPlatform.Grains.Embedded.Tests.Parity;

public sealed class ParityTests
{
    private static readonly Action<EmbeddedRuntimeOptions> Copying = o => o.Parity = new ParityOptions { Seed = 7 };

    [Fact]
    public void Argument_ChangedByTheCallerAfterwards_StaysAsItWasForTheGrain() => Simulation.Run(
        async sim =>
        {
            var message = new Message { Kept = "sent", Items = [1, 2] };
            var call = sim.Get<IMailGrain>().Keep(message);
            message.Items.Add(3);
            message.Kept = "changed";
            await call;
            var kept = await sim.Get<IMailGrain>().Kept();
            kept!.Kept.ShouldBe("sent");
            kept.Items.ShouldBe([1, 2]);
            kept.Items.Add(9);
            (await sim.Get<IMailGrain>().Kept())!.Items.ShouldBe([1, 2]);
        },
        configure: Copying);

    [Fact]
    public void Message_WithoutParity_IsShared() => Simulation.Run(async sim =>
    {
        var message = new Message { Kept = "sent", Items = [1] };
        await sim.Get<IMailGrain>().Keep(message);
        (await sim.Get<IMailGrain>().Kept()).ShouldBeSameAs(message);
    });

    [Fact]
    public void Member_WithoutId_DoesNotCross() => Simulation.Run(
        async sim =>
        {
            var back = (Message)(await sim.Get<IMailGrain>().Echo(new Message { Kept = "kept", Dropped = "dropped" }))!;
            back.Kept.ShouldBe("kept");
            back.Dropped.ShouldBe("initial");
        },
        configure: Copying);

    [Fact]
    public void Record_WithImmutableAttribute_IsCopiedAllTheSame() => Simulation.Run(
        async sim =>
        {
            var original = new Frozen(3, "three", new Nested(5));
            var back = await sim.Get<IMailGrain>().Echo(original);
            back.ShouldBe(original);
            back.ShouldNotBeSameAs(original);
            ((Frozen)back!).Inner.ShouldNotBeSameAs(original.Inner);
        },
        configure: Copying);

    [Fact]
    public void Reference_ToTheSameObjectTwice_StaysOneObject() => Simulation.Run(
        async sim =>
        {
            var shared = new Nested(1);
            var back = (Nested[])(await sim.Get<IMailGrain>().Echo(new[] { shared, shared, new Nested(1) }))!;
            back[0].ShouldBeSameAs(back[1]);
            back[0].ShouldNotBeSameAs(back[2]);
            back[0].ShouldNotBeSameAs(shared);
        },
        configure: Copying);

    public static TheoryData<object> Known() =>
    [
        "text", 5, 5L, 1.5m, DayOfWeek.Friday, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateOnly(2026, 1, 1), Guid.Empty,
        new byte[] { 1, 2 }, new int[,] { { 1, 2 }, { 3, 4 } }, new List<Nested> { new(1) }, new HashSet<string> { "a" },
        new Dictionary<string, Nested> { ["a"] = new(1) }, ImmutableArray.Create(1, 2), ImmutableDictionary<string, int>.Empty.Add("a", 1),
        (1, "two"), KeyValuePair.Create(1, "x"), new Point(1, 2), new Queue<int>([1, 2]), new Stack<int>([1, 2]), new Derived("base", 7),
    ];

    [Theory]
    [MemberData(nameof(Known))]
    public void Known_Types_ComeOutEqual(object value) => Simulation.Run(
        async sim =>
        {
            var back = await sim.Get<IMailGrain>().Echo(value);
            back.ShouldBeOfType(value.GetType());
            if (value is ImmutableArray<int> array)
            {
                // Equal only when the very same array: the copy is not.
                ((ImmutableArray<int>)back!).ShouldBe(array.AsEnumerable());
                return;
            }

            back.ShouldBeEquivalentTo(value);
        },
        configure: Copying);

    public static TheoryData<object> Unknown() =>
    [
        new Unmarked(), Enumerable.Range(0, 2).Select(i => i), new object(), new List<Unmarked> { new() }, new { A = 1 },
        (Action)(() => { }), new MemoryStream(), new Holder { Anything = new Unmarked() }, new Computed(),
    ];

    [Theory]
    [MemberData(nameof(Unknown))]
    public void Unknown_Types_FailLoudlyNamingWhereTheyStand(object value) => Simulation.Run(
        async sim =>
        {
            var exception = await Assert.ThrowsAsync<GrainMessageException>(() => sim.Get<IMailGrain>().Echo(value));
            (exception.Message.Contains("IMailGrain.Echo", StringComparison.Ordinal) || exception.Message.Contains("Computed", StringComparison.Ordinal)).ShouldBeTrue(exception.Message);
        },
        configure: Copying);

    [Fact]
    public void Result_OfUnknownType_FailsItsCaller() => Simulation.Run(
        async sim => await Assert.ThrowsAsync<GrainMessageException>(() => sim.Get<IMailGrain>().Unknown()),
        configure: Copying);

    [Fact]
    public void Exception_IsCopied_WithMarkedMembersOnly() => Simulation.Run(
        async sim =>
        {
            var thrown = await Assert.ThrowsAsync<MailException>(() => sim.Get<IMailGrain>().Throw());
            thrown.ShouldNotBeSameAs(MailGrain.Thrown);
            thrown.Message.ShouldBe("returned to sender");
            thrown.Code.ShouldBe(404);
            thrown.Hidden.ShouldBeNull();
            thrown.InnerException.ShouldBeOfType<InvalidOperationException>().Message.ShouldBe("cause");
        },
        configure: Copying);

    [Fact]
    public void GrainReference_AsArgument_CrossesAndWorks() => Simulation.Run(
        async sim => (await sim.Get<IMailGrain>("a").Forward(sim.Get<IMailGrain>("b"), "hi")).ShouldBe("b got hi"),
        configure: Copying);

    [Fact]
    public void GrainItself_AsArgument_Fails() => Simulation.Run(
        async sim => await Assert.ThrowsAsync<GrainMessageException>(() => sim.Get<IMailGrain>("a").ForwardSelf(sim.Get<IMailGrain>("b"))),
        configure: Copying);

    [Fact]
    public void Items_OfAnEnumeration_AreCopied() => Simulation.Run(
        async sim =>
        {
            var seen = new List<Nested>();
            await foreach (var item in sim.Get<IMailGrain>().Items())
            {
                seen.Add(item);
            }

            seen.ShouldBe([MailGrain.Item, MailGrain.Item]);
            seen.ShouldAllBe(item => !ReferenceEquals(item, MailGrain.Item));
        },
        configure: Copying);

    [Fact]
    public void Requests_WaitingTogether_StartInAnOrderDrawnFromTheSeed()
    {
        var orders = Enumerable.Range(1, 10).Select(seed => OrderUnder(seed, reorder: true)).ToArray();
        orders.Distinct().Count().ShouldBeGreaterThan(5);
        orders.ShouldAllBe(o => o.Order().SequenceEqual("0123456789"));
        OrderUnder(3, reorder: true).ShouldBe(OrderUnder(3, reorder: true));
        OrderUnder(3, reorder: false).ShouldBe("0123456789");
    }

    [Fact]
    public void OneWayCalls_AreLostWithTheGivenProbability() => Simulation.Run(
        async sim =>
        {
            var grain = sim.Get<IMailGrain>();
            for (var i = 0; i < 400; i++)
            {
                await grain.Drop();
            }

            (await grain.Dropped()).ShouldBeInRange(220, 340);
        },
        configure: o => o.Parity = new ParityOptions { Seed = 5, OneWayLossProbability = 0.3, Reorder = false });

    [Fact]
    public void DoubleActivate_GivesEveryOtherCallToASecondActivation_UntilItEnds() => Simulation.Run(
        async sim =>
        {
            var grain = sim.Get<IMailGrain>();
            await grain.Drop();
            (await grain.Dropped()).ShouldBe(1);
            sim.Test.Runtime.DoubleActivate(grain);
            var seen = new[] { await grain.Dropped(), await grain.Dropped(), await grain.Dropped(), await grain.Dropped() };
            seen.ShouldBe([0, 1, 0, 1]);
            sim.Test.Runtime.ActivationCount.ShouldBe(2);
            await grain.End();
            (await grain.Dropped()).ShouldBe(1);
            (await grain.Dropped()).ShouldBe(1);
        },
        configure: Copying);

    [Fact]
    public void DoubleActivate_WithoutParity_IsRefused() => Simulation.Run(sim =>
    {
        Should.Throw<InvalidOperationException>(() => sim.Test.Runtime.DoubleActivate(sim.Get<IMailGrain>()));
        return Task.CompletedTask;
    });

    [Fact]
    public async Task Parity_OnTheThreadPool_KeepsTurnsAndCalls()
    {
        await using var test = new TestRuntime(o => o.Parity = new ParityOptions { Seed = 11 });
        await Parallel.ForAsync(0, 500, async (i, _) =>
        {
            var back = (Nested)(await test.Get<IMailGrain>($"{i % 5}").Echo(new Nested(i)))!;
            back.Value.ShouldBe(i);
            if (i % 20 == 0)
            {
                await test.Get<IMailGrain>($"{i % 5}").End();
            }
        });
    }

    private static string OrderUnder(int seed, bool reorder)
    {
        var order = string.Empty;
        Simulation.Run(
            async sim => order = await sim.Get<IMailGrain>().OrderOfArrival(10),
            configure: o => o.Parity = new ParityOptions { Seed = seed, Reorder = reorder });
        return order;
    }
}
