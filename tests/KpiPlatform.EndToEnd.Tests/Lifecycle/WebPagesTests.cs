using System.Net;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Protocol.Health;

namespace KpiPlatform.EndToEnd.Tests.Lifecycle;

/// <summary>Plain JSON beside gRPC.</summary>
[Collection(SharedHostsCollection.Name)]
public class WebPagesTests(SharedHosts hosts)
{
    [Theory]
    [InlineData("/health/live", "\"live\"")]
    [InlineData("/health/ready", "\"ready\"")]
    [InlineData("/version", "0.1.0")]
    public async Task Get_FromAReadyServer_AnswersJson(string path, string content)
    {
        var host = await hosts.HostAsync(DatabaseKind.Sqlite);
        using var http = new HttpClient();

        using var response = await http.GetAsync(new Uri(host.WebAddress, path));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        (await response.Content.ReadAsStringAsync()).ShouldContain(content);
    }

    [Fact]
    public async Task Check_OfAReadyServer_IsServing()
    {
        var host = await hosts.HostAsync(DatabaseKind.Sqlite);

        (await host.Client.Health.CheckAsync(new HealthCheckRequest())).Status.ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving);
    }
}
