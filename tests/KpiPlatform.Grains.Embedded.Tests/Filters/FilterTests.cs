using KpiPlatform.Grains.Embedded.Tests.Activation;
using KpiPlatform.Grains.Embedded.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace KpiPlatform.Grains.Embedded.Tests.Filters;

public sealed class FilterTests
{
    [Fact]
    public void IncomingFilters_RunInOrderOfRegistrationOnTheGrainsTurn() => Simulation.Run(
        async sim =>
        {
            await sim.Get<IScriptGrain>().Run(Scripts.Do(g => g.Journal.Add("grain")));
            sim.Journal.Entries.ShouldBe([
                "activate k", "first before IScriptGrain.Run of script/k from nobody on Activation", "second before", "grain", "second after", "first after",
            ]);
        },
        register: s => s.AddSingleton<IIncomingGrainCallFilter, First>().AddSingleton<IIncomingGrainCallFilter, Second>());

    [Fact]
    public void IncomingFilter_SeesItsCallerArgumentsAndResult_AndMayChangeThem() => Simulation.Run(
        async sim =>
        {
            (await sim.Get<ICounterGrain>().Add(5)).ShouldBe(110);
            await sim.Get<IScriptGrain>("caller").Run(async g => await g.GrainFactory.GetGrain<ICounterGrain>("k").Add(5));
            sim.Journal.Entries.ShouldContain("from script/caller");
        },
        register: s => s.AddSingleton<IIncomingGrainCallFilter, Doubling>());

    [Fact]
    public void IncomingFilter_ThatThrows_FailsTheCallAndNotTheGrain() => Simulation.Run(
        async sim =>
        {
            (await Assert.ThrowsAsync<UnauthorizedAccessException>(() => sim.Get<IScriptGrain>().Run(Scripts.Do(g => g.Journal.Add("grain"))))).Message.ShouldBe("no");
            sim.Journal.Entries.ShouldBe(["activate k"]);
        },
        register: s => s.AddSingleton<IIncomingGrainCallFilter, Refusing>());

    [Fact]
    public void Filter_ThatWantsTheGrainFactory_GetsIt() => Simulation.Run(
        async sim =>
        {
            await sim.Get<IScriptGrain>().Run(Scripts.Do(_ => { }));
            sim.Journal.Entries.ShouldContain("counted 1");
        },
        register: s => s.AddSingleton<IIncomingGrainCallFilter, Counting>());

    [Fact]
    public void OutgoingFilters_RunOnTheCallersSide() => Simulation.Run(
        async sim =>
        {
            (await sim.Get<ICounterGrain>().Add(5)).ShouldBe(6);
            sim.Journal.Entries.ShouldBe(["out Add of counter/k from nobody", "activate k", "out done 6"]);
        },
        register: s => s.AddSingleton<IOutgoingGrainCallFilter, Outgoing>());

    private sealed class First(Journal journal) : IIncomingGrainCallFilter
    {
        public async Task Invoke(IIncomingGrainCallContext context)
        {
            journal.Add($"first before {context.InterfaceMethod.DeclaringType!.Name}.{context.MethodName} of {context.TargetId} from {context.SourceId?.ToString() ?? "nobody"} on {TaskScheduler.Current.GetType().Name}");
            context.Grain.ShouldBeOfType<ScriptGrain>();
            context.ImplementationMethod.DeclaringType.ShouldBe(typeof(ScriptGrain));
            context.TargetContext.GrainInstance.ShouldBeSameAs(context.Grain);
            await context.Invoke();
            journal.Add("first after");
        }
    }

    private sealed class Second(Journal journal) : IIncomingGrainCallFilter
    {
        public async Task Invoke(IIncomingGrainCallContext context)
        {
            journal.Add("second before");
            await context.Invoke();
            journal.Add("second after");
        }
    }

    private sealed class Doubling(Journal journal) : IIncomingGrainCallFilter
    {
        public async Task Invoke(IIncomingGrainCallContext context)
        {
            if (context.Grain is CounterGrain)
            {
                journal.Add($"from {context.SourceId?.ToString() ?? "nobody"}");
                context.Request.GetArgumentCount().ShouldBe(1);
                context.Request.SetArgument(0, (int)context.Request.GetArgument(0)! * 2);
                await context.Invoke();
                context.Result = (int)context.Result! + 100;
            }
            else
            {
                await context.Invoke();
            }
        }
    }

    private sealed class Counting(IGrainFactory grains, Journal journal) : IIncomingGrainCallFilter
    {
        public async Task Invoke(IIncomingGrainCallContext context)
        {
            await context.Invoke();
            if (context.Grain is not CounterGrain)
            {
                journal.Add($"counted {await grains.GetGrain<ICounterGrain>("calls").Add(1)}");
            }
        }
    }

    private sealed class Refusing : IIncomingGrainCallFilter
    {
        public Task Invoke(IIncomingGrainCallContext context) => throw new UnauthorizedAccessException("no");
    }

    private sealed class Outgoing(Journal journal) : IOutgoingGrainCallFilter
    {
        public async Task Invoke(IOutgoingGrainCallContext context)
        {
            journal.Add($"out {context.MethodName} of {context.TargetId} from {context.SourceContext?.GrainId.ToString() ?? "nobody"}");
            context.Request.SetArgument(0, (int)context.Request.GetArgument(0)! + 1);
            await context.Invoke();
            journal.Add($"out done {context.Result}");
        }
    }
}
