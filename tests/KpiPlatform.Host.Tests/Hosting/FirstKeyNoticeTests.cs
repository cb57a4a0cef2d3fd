using KpiPlatform.Domain;
using KpiPlatform.Domain.Access;
using KpiPlatform.Host.Hosting;
using KpiPlatform.Testing.InMemory;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using NSubstitute.ExceptionExtensions;

namespace KpiPlatform.Host.Tests.Hosting;

public sealed class FirstKeyNoticeTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("kpi-first-key-");

    private string KeyFile => Path.Combine(_directory.FullName, "first.key");

    [Fact]
    public async Task Show_WhenTheDatabaseGoesAway_LeavesNoFile_AndTheNextStartWritesTheKey()
    {
        var store = Substitute.For<IAccessKeyStore>();
        store.ListAsync(default, default, default, default).ReturnsForAnyArgs([]);
        store.AddFirstAsync(default!, default).ThrowsAsyncForAnyArgs(new DomainException(ErrorKind.Unavailable, "STORAGE_UNAVAILABLE", "away"));

        await Should.ThrowAsync<DomainException>(() => ShowAsync(store));
        File.Exists(KeyFile).ShouldBeFalse();

        await ShowAsync(new InMemoryAccessKeyStore());
        (await File.ReadAllTextAsync(KeyFile)).ShouldStartWith("kpi_");
    }

    [Fact]
    public async Task Show_WhenAnotherHostMakesTheKey_LeavesNoFile()
    {
        var store = Substitute.For<IAccessKeyStore>();
        store.ListAsync(default, default, default, default).ReturnsForAnyArgs([]);
        store.AddFirstAsync(default!, default).ReturnsForAnyArgs(false);

        await ShowAsync(store);

        File.Exists(KeyFile).ShouldBeFalse();
    }

    [Fact]
    public async Task Show_IntoAFileThatExists_MakesNoKey_KeepsTheFile_AndSaysWhatToDo()
    {
        await File.WriteAllTextAsync(KeyFile, "of somebody");
        var store = new InMemoryAccessKeyStore();

        var refused = await Should.ThrowAsync<HostException>(() => ShowAsync(store));

        refused.Message.ShouldContain(KeyFile);
        refused.Message.ShouldContain("delete it, or name another");
        (await File.ReadAllTextAsync(KeyFile)).ShouldBe("of somebody");
        (await store.ListAsync(tenant: null, after: null, 1, CancellationToken.None)).ShouldBeEmpty();
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private async Task ShowAsync(IAccessKeyStore store)
    {
        await using var services = new ServiceCollection().AddSingleton(store).AddSingleton(TimeProvider.System).BuildServiceProvider();
        await FirstKeyNotice.ShowAsync(new KpiHostOptions { FirstKeyFile = KeyFile }, services, CancellationToken.None);
    }
}
