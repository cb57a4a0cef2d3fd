using KpiPlatform.Host.Hosting;
using KpiPlatform.Testing.Databases;

namespace KpiPlatform.Host.Tests.Hosting;

public class DatabaseFileLockTests
{
    [Fact]
    public void Take_WhileItIsTaken_SaysWhoToStop()
    {
        using var database = new SqliteDatabase();
        using var first = DatabaseFileLock.Take(database.FilePath);

        Should.Throw<HostException>(() => DatabaseFileLock.Take(database.FilePath)).Message.ShouldContain("in use by another process");
    }

    [Fact]
    public void Take_AfterItWasReleased_Succeeds()
    {
        using var database = new SqliteDatabase();
        DatabaseFileLock.Take(database.FilePath).Dispose();

        DatabaseFileLock.Take(database.FilePath).Dispose();
    }

    [Fact]
    public void Take_WhereNoFolderCanBe_SaysSo()
    {
        using var database = new SqliteDatabase();
        File.WriteAllText(database.FilePath, "a file is no folder");

        Should.Throw<HostException>(() => DatabaseFileLock.Take(Path.Combine(database.FilePath, "kpi.db"))).Message.ShouldContain("cannot be opened");
    }
}
