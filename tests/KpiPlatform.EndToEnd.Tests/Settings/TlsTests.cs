using System.Net.Security;
using System.Security.Authentication;
using Grpc.Core;
using KpiPlatform.Dashboard.Platform;
using KpiPlatform.EndToEnd.Tests.Support;
using KpiPlatform.Host;
using KpiPlatform.Host.Transport;
using KpiPlatform.Protocol.Health;
using KpiPlatform.Testing.Tls;
using Microsoft.Extensions.DependencyInjection;

namespace KpiPlatform.EndToEnd.Tests.Settings;

/// <summary>TLS of the server itself.</summary>
public sealed class TlsTests : IDisposable
{
    private const string Password = "open sesame 7";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task Call_OverTlsWithAPemPair_IsAnsweredOnBothAddresses()
    {
        using var certificate = _authority.SignServer();
        var (path, key) = _authority.WritePem(certificate);
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var host = await StartAsync(database, tls => (tls.Certificate, tls.Key) = (path, key));

        host.Address.Scheme.ShouldBe("https");
        (await TlsClient.CheckHealthAsync(host.Address, _authority.Certificate)).Status.ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving);
        (await HandshakeAsync(host.Address, SslApplicationProtocol.Http2, SslApplicationProtocol.Http11)).Protocol.ShouldBe("h2");
        (await HandshakeAsync(host.WebAddress, SslApplicationProtocol.Http11)).Protocol.ShouldBe("http/1.1");
        (await HandshakeAsync(host.WebAddress, SslApplicationProtocol.Http2)).Protocol.ShouldBe("h2");

        // The dashboard asks its own server, over the same address.
        var own = new Health.HealthClient(host.Services.GetRequiredService<IPlatformChannel>().Invoker);
        (await own.CheckAsync(new())).Status.ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving);
    }

    [Fact]
    public async Task Handshake_WithTls12_IsTheLeastThatWillDo()
    {
        using var certificate = _authority.SignServer();
        var path = _authority.WritePfx(certificate, Password);
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var host = await StartAsync(database, tls => (tls.Certificate, tls.Password) = (path, Password));

        var agreed = await TlsClient.ShakeHandsAsync(host.Address, _authority.Certificate, [SslApplicationProtocol.Http2], SslProtocols.Tls12);
        agreed.Version.ShouldBe(SslProtocols.Tls12);

        // A greeting of TLS 1.1, by hand: clients of today would not even say it.
        (await RawGreetingAsync(host.Address, minor: 2)).ShouldBe("alert");
        (await RawGreetingAsync(host.Address, minor: 3)).ShouldBe("handshake");
    }

    [Fact]
    public async Task Certificate_IsReplacedWhileServing_NewConnectionsGetItAndOpenOnesGoOn()
    {
        using var first = _authority.SignServer("localhost");
        var (path, key) = _authority.WritePem(first);
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var host = await StartAsync(database, tls => (tls.Certificate, tls.Key) = (path, key));
        using var channel = TlsClient.Channel(host.Address, _authority.Certificate);
        var open = new Health.HealthClient(channel);
        await open.CheckAsync(new());
        (await SubjectAsync(host)).ShouldBe("CN=localhost");

        // Half of a change is none: the new certificate with the old key.
        using var second = _authority.SignServer("second.example");
        var (newPath, newKey) = _authority.WritePem(second, "second");
        File.Copy(newPath, path, overwrite: true);
        Source(host).Check();
        (await SubjectAsync(host)).ShouldBe("CN=localhost");
        await File.WriteAllTextAsync(path, "no certificate at all");
        Source(host).Check();
        (await SubjectAsync(host)).ShouldBe("CN=localhost");
        File.Delete(path);
        Source(host).Check();
        (await SubjectAsync(host)).ShouldBe("CN=localhost");

        // The rest of it; found by itself, without a restart.
        File.Copy(newPath, path, overwrite: true);
        File.Copy(newKey, key, overwrite: true);
        using var patience = new CancellationTokenSource(Patience);
        while (await SubjectAsync(host) != "CN=second.example")
            await Task.Delay(TimeSpan.FromMilliseconds(100), patience.Token);
        (await open.CheckAsync(new())).Status.ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving);

        // One that is over does not take the place of a good one.
        using var over = _authority.SignServer("over.example", fromDays: -30, untilDays: -1);
        _authority.WritePem(over);
        Source(host).Check();
        (await SubjectAsync(host)).ShouldBe("CN=second.example");
    }

    [Fact]
    public async Task Connection_WhereClientsMustShowCertificates_OpensForThoseOfTheAuthorityAlone()
    {
        using var certificate = _authority.SignServer();
        var (path, key) = _authority.WritePem(certificate);
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var host = await StartAsync(database, tls => (tls.Certificate, tls.Key, tls.ClientCa) = (path, key, _authority.CaPath));
        using var other = new TestAuthority("Another authority");
        using var good = _authority.SignClient();
        using var over = _authority.SignClient(fromDays: -30, untilDays: -1);
        using var stranger = other.SignClient();
        using var ofAServer = _authority.SignServer();

        (await TlsClient.CheckHealthAsync(host.Address, _authority.Certificate, good)).Status.ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving);
        foreach (var bad in new[] { null, over, stranger, ofAServer })
            (await Should.ThrowAsync<RpcException>(() => TlsClient.CheckHealthAsync(host.Address, _authority.Certificate, bad))).StatusCode.ShouldNotBe(StatusCode.OK);

        // The dashboard's own calls pass, and browsers are not asked.
        var own = new Health.HealthClient(host.Services.GetRequiredService<IPlatformChannel>().Invoker);
        (await own.CheckAsync(new())).Status.ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving);
        (await HandshakeAsync(host.WebAddress, SslApplicationProtocol.Http11)).Protocol.ShouldBe("http/1.1");
    }

    [Fact]
    public async Task Connection_WhereClientsMayShowCertificates_OpensWithoutOneAndNotWithABadOne()
    {
        using var certificate = _authority.SignServer();
        var (path, key) = _authority.WritePem(certificate);
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var host = await StartAsync(
            database, tls => (tls.Certificate, tls.Key, tls.ClientCa, tls.ClientCertificates) = (path, key, _authority.CaPath, ClientCertificateUse.Allow));
        using var other = new TestAuthority("Another authority");
        using var good = _authority.SignClient();
        using var stranger = other.SignClient();

        await TlsClient.CheckHealthAsync(host.Address, _authority.Certificate, good);
        await TlsClient.CheckHealthAsync(host.Address, _authority.Certificate);
        await Should.ThrowAsync<RpcException>(() => TlsClient.CheckHealthAsync(host.Address, _authority.Certificate, stranger));
    }

    [Fact]
    public async Task Start_WithFilesThatCannotBeUsed_SaysWhichAndWhy()
    {
        using var good = _authority.SignServer();
        using var over = _authority.SignServer(fromDays: -30, untilDays: -1);
        using var later = _authority.SignServer(fromDays: 1, untilDays: 9);
        var (path, key) = _authority.WritePem(good);
        var (overPath, overKey) = _authority.WritePem(over, "over");
        var (laterPath, laterKey) = _authority.WritePem(later, "later");
        var (lockedPath, lockedKey) = _authority.WritePem(good, "locked", Password);
        var pfx = _authority.WritePfx(good, Password);
        var empty = _authority.Write("empty.pem", "nothing");

        await FailsAsync(tls => tls.Certificate = _authority.PathOf("missing.pem"), "missing.pem", "does not exist");
        await FailsAsync(tls => tls.Certificate = path, "--tls-key");
        await FailsAsync(tls => (tls.Certificate, tls.Key) = (path, _authority.PathOf("missing.key")), "missing.key", "private key");
        await FailsAsync(tls => (tls.Certificate, tls.Key) = (path, overKey), "over.key", "no private key of the certificate");
        await FailsAsync(tls => (tls.Certificate, tls.Key) = (overPath, overKey), "over.pem", "in force");
        await FailsAsync(tls => (tls.Certificate, tls.Key) = (laterPath, laterKey), "later.pem", "in force");
        await FailsAsync(tls => (tls.Certificate, tls.Key) = (lockedPath, lockedKey), "locked.key", "encrypted");
        await FailsAsync(tls => (tls.Certificate, tls.Key, tls.Password) = (lockedPath, lockedKey, "another password"), "locked.key", "password is wrong");
        await FailsAsync(tls => tls.Certificate = pfx, "server.pfx", "password is missing");
        await FailsAsync(tls => (tls.Certificate, tls.Password) = (pfx, "another password"), "server.pfx", "password is wrong");
        await FailsAsync(tls => (tls.Certificate, tls.Key) = (empty, key), "empty.pem", "no certificate");
        await FailsAsync(tls => (tls.Certificate, tls.Key, tls.ClientCa) = (path, key, empty), "empty.pem", "authorities");
        await FailsAsync(tls => (tls.Certificate, tls.Key, tls.ClientCertificates) = (path, key, ClientCertificateUse.Require), "--client-ca");
        await FailsAsync(_ => { }, "--tls-certificate");
    }

    [Theory]
    [InlineData("http://0.0.0.0:0", "http://127.0.0.1:0")]
    [InlineData("http://127.0.0.1:0", "http://0.0.0.0:0")]
    public async Task Start_WithoutTlsWhereOthersCanConnect_TakesAWord(string address, string webAddress)
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var options = TestHost.Options(database.Setting);
        (options.Address, options.WebAddress, options.Anonymous) = (address, webAddress, false);
        options.Key = "kpi_key_of_the_test_of_plaintext";
        (await Should.ThrowAsync<HostException>(() => TestHost.StartAsync(options))).Message.ShouldContain("--allow-plaintext");

        options.AllowPlaintext = true;
        await using var host = await TestHost.StartAsync(options);
        (await host.Client.Health.CheckAsync(new())).Status.ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving);
    }

    [Fact]
    public async Task Start_WithALimitOutOfItsRange_SaysTheRange()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var options = TestHost.Options(database.Setting);
        options.Limits.HeadersBytesMax = 17;

        (await Should.ThrowAsync<HostException>(() => TestHost.StartAsync(options))).Message.ShouldBe("Kpi:Limits:HeadersBytesMax is 17; it must be 4096 to 1048576.");
    }

    private async Task FailsAsync(Action<TlsOptions> configure, params string[] mentioned)
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var error = await Should.ThrowAsync<HostException>(() => StartAsync(database, configure));
        foreach (var text in mentioned)
            error.Message.ShouldContain(text);
        error.Message.ShouldNotContain(Password);
        error.Message.ShouldNotContain("another password");
        error.Message.ShouldNotContain("\n");
    }

    private static async Task<TestHost> StartAsync(TestDatabase database, Action<TlsOptions> configure)
    {
        var options = TestHost.Options(database.Setting);
        (options.Address, options.WebAddress) = ("https://127.0.0.1:0", "https://127.0.0.1:0");
        options.Tls.ReloadInterval = TimeSpan.FromSeconds(1);
        configure(options.Tls);
        return await TestHost.StartAsync(options);
    }

    private static CertificateSource Source(TestHost host) => host.Services.GetRequiredService<CertificateSource>();

    private Task<(string Subject, string Protocol, SslProtocols Version)> HandshakeAsync(Uri address, params SslApplicationProtocol[] protocols) =>
        TlsClient.ShakeHandsAsync(address, _authority.Certificate, protocols);

    /// <summary>Of the certificate that the server shows, which is for other names as well.</summary>
    private static async Task<string> SubjectAsync(TestHost host)
    {
        using var tcp = new System.Net.Sockets.TcpClient();
        await tcp.ConnectAsync(host.Address.Host, host.Address.Port);
        await using var tls = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) => certificate?.Issuer == "CN=Test authority");
        await tls.AuthenticateAsClientAsync("localhost");
        return tls.RemoteCertificate!.Subject;
    }

    /// <summary>Sends a ClientHello of TLS 1.{minor - 1} with ciphers of its time; says what kind of record comes back.</summary>
    private static async Task<string> RawGreetingAsync(Uri address, byte minor)
    {
        // Version, random, no session, ECDHE-ECDSA with AES-CBC (1.0 on) and AES-GCM (1.2 on), no compression; groups, point formats, signatures.
        byte[] extensions = [0, 10, 0, 4, 0, 2, 0, 23, 0, 11, 0, 2, 1, 0, 0, 13, 0, 6, 0, 4, 4, 3, 2, 3];
        byte[] body = [3, minor, .. new byte[32], 0, 0, 4, 0xC0, 0x09, 0xC0, 0x2B, 1, 0, 0, (byte)extensions.Length, .. extensions];
        byte[] record = [22, 3, 1, 0, (byte)(body.Length + 4), 1, 0, 0, (byte)body.Length, .. body];
        using var tcp = new System.Net.Sockets.TcpClient();
        await tcp.ConnectAsync(address.Host, address.Port);
        await tcp.GetStream().WriteAsync(record);
        var kind = new byte[1];
        using var patience = new CancellationTokenSource(Patience);
        var read = await tcp.GetStream().ReadAsync(kind, patience.Token);
        return (read, kind[0]) switch { (1, 22) => "handshake", _ => "alert" };
    }
}
