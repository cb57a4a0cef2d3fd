using KpiPlatform.Host.Settings;

namespace KpiPlatform.Host.Tests.Settings;

public class ListenAddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:5080", 5080, true)]
    [InlineData("http://127.8.0.1:5080", 5080, true)]
    [InlineData("http://localhost:0", 0, true)]
    [InlineData("http://[::1]:7", 7, true)]
    [InlineData("http://0.0.0.0:5080", 5080, false)]
    [InlineData("http://[::]:5080", 5080, false)]
    [InlineData("http://*:5080", 5080, false)]
    [InlineData("http://+:5080", 5080, false)]
    [InlineData("http://10.1.2.3:5080", 5080, false)]
    [InlineData("https://10.1.2.3:5443", 5443, false)]
    public void Parse_AnAddress_KnowsWhoCanReachIt(string text, int port, bool isLoopback)
    {
        var address = ListenAddress.Parse(text, "address");

        address.Port.ShouldBe(port);
        address.IsLoopback.ShouldBe(isLoopback);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5080")]
    [InlineData("ftp://127.0.0.1:5080")]
    [InlineData("http://127.0.0.1:5080/api")]
    [InlineData("http://some.name:5080")]
    public void Parse_AnythingElse_SaysWhatToWrite(string text) =>
        Should.Throw<HostException>(() => ListenAddress.Parse(text, "address")).Message.ShouldContain("--address");
}
