using System.Net;
using KpiPlatform.Host.Transport;

namespace KpiPlatform.Host.Tests.Transport;

public class ConnectionGateTests
{
    private static readonly IPAddress One = IPAddress.Parse("10.0.0.1");
    private static readonly IPAddress Two = IPAddress.Parse("10.0.0.2");

    [Fact]
    public void TryEnter_BeyondTheBoundOfAnAddress_IsRefusedAndOthersAreNot()
    {
        var gate = new ConnectionGate(new TransportLimits { ConnectionsPerAddressMax = 2 }, TimeProvider.System);
        gate.TryEnter(One).ShouldBeTrue();
        gate.TryEnter(One).ShouldBeTrue();
        gate.TryEnter(One).ShouldBeFalse();
        gate.TryEnter(Two).ShouldBeTrue();
        gate.Leave(One);
        gate.TryEnter(One).ShouldBeTrue();
        gate.Open.ShouldBe(3);
    }

    [Fact]
    public void TryEnter_BeyondTheBoundOfAll_IsRefused()
    {
        var gate = new ConnectionGate(new TransportLimits { ConnectionsMax = 2, ConnectionsPerAddressMax = 0 }, TimeProvider.System);
        gate.TryEnter(One).ShouldBeTrue();
        gate.TryEnter(address: null).ShouldBeTrue();
        gate.TryEnter(Two).ShouldBeFalse();
        gate.Leave(address: null);
        gate.TryEnter(Two).ShouldBeTrue();
    }
}
