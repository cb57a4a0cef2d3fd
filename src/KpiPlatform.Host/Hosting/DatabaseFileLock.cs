namespace KpiPlatform.Host.Hosting;

/// <summary>
/// Keeps a SQLite file to one process: two of them would each believe that their grains are the only ones. The lock is on a file beside the
/// database and ends with the process, however it ends.
/// </summary>
internal sealed class DatabaseFileLock : IDisposable
{
    private readonly FileStream _file;

    private DatabaseFileLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, and makes the folder if need be.</summary>
    /// <exception cref="HostException">Another process has it, or the file cannot be written.</exception>
    public static DatabaseFileLock Take(string databasePath)
    {
        var path = databasePath + ".lock";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(databasePath)!);
            return new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1));
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new HostException($"{databasePath} cannot be written: {exception.Message}", exception);
        }
        catch (IOException exception) when (File.Exists(path))
        {
            throw new HostException(
                $"{databasePath} is in use by another process. One server works on a file; stop the other one, or give this one another file with --database.",
                exception);
        }
        catch (IOException exception)
        {
            throw new HostException($"{databasePath} cannot be opened: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
