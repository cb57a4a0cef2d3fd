using System.Text;
using KpiPlatform.Domain.Journal;
using Shouldly;
using Xunit;

namespace KpiPlatform.Persistence.Tests.Stores;

public sealed class SqliteErasureTests() : ErasureTests(StorageProvider.Sqlite)
{
    [SkippableFact]
    public async Task ScrubAsync_AfterErasures_NoByteOfThePersonsIsLeftInTheFiles()
    {
        const int Customers = 1_500;
        const int Every = 50;
        var module = await StartModuleAsync();
        var erase = new List<(string Id, Func<Task> Run)>();
        for (var i = 0; i < Customers; i++)
        {
            // Ids in no order, so that pages of the index split and move what they hold.
            var id = $"planted-{(i * 7919) % 10007:d5}-marker";
            var (tenant, key, customer) = await AddPersonAsync(module, id, 2);
            if (i % Every == 0)
            {
                module.Snapshots.Save(new(tenant, customer, 2, Encoding.UTF8.GetBytes(id + " as a snapshot")));
                erase.Add((id, async () =>
                {
                    await module.Snapshots.ForgetAsync(tenant, customer, CancellationToken.None);
                    var hash = await module.Erasures.HashAsync(new(tenant, key), CancellationToken.None);
                    (await module.Writer.AppendAsync(Erase(tenant, customer, 3, new(hash, [], null)))).Status.ShouldBe(AppendStatus.Committed);
                }));
            }
        }

        await module.Snapshots.FlushAsync(CancellationToken.None);
        var before = Files();
        erase.ShouldAllBe(person => before.Contains(person.Id, StringComparison.Ordinal), "the test sees what is there");
        foreach (var (_, run) in erase)
            await run();
        await module.Erasures.ScrubAsync(CancellationToken.None);

        var after = Files();
        erase.Where(person => after.Contains(person.Id, StringComparison.Ordinal)).Select(person => person.Id).ShouldBeEmpty();
    }

    private string Files()
    {
        var text = new StringBuilder();
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(ConnectionString)!, Path.GetFileName(ConnectionString) + "*"))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            text.Append(reader.ReadToEnd());
        }

        return text.ToString();
    }
}
