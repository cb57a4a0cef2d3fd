using KpiPlatform.Host.Runtime.Orleans;
using NSubstitute;
using NSubstitute.ExceptionExtensions;

namespace KpiPlatform.Host.Tests.Cluster;

/// <summary>What a gateway's callers are told when a silo takes nothing more.</summary>
public sealed class BusySilosTests
{
    [Fact]
    public async Task Invoke_SiloThatTakesNothingMore_IsToldAsTooMuchAtOnce()
    {
        var context = Substitute.For<IOutgoingGrainCallContext>();
        context.Invoke().ThrowsAsync(new GatewayTooBusyException());

        (await Should.ThrowAsync<LimitExceededException>(() => new BusySilos().Invoke(context))).InnerException.ShouldBeOfType<GatewayTooBusyException>();
    }

    [Fact]
    public async Task Invoke_AnyOtherFailure_StaysWhatItIs()
    {
        var context = Substitute.For<IOutgoingGrainCallContext>();
        context.Invoke().ThrowsAsync(new SiloUnavailableException());

        await Should.ThrowAsync<SiloUnavailableException>(() => new BusySilos().Invoke(context));
    }
}
