using System.Diagnostics;
using KpiPlatform.EndToEnd.Tests.Support;

namespace KpiPlatform.EndToEnd.Tests.Interop;

/// <summary>Runs the scripts of tests/interop in one language.</summary>
internal sealed class ForeignClient
{
    /// <summary>Set to 1, tests fail instead of being skipped where a language or its gRPC library is missing.</summary>
    public const string RequireVariable = "KPI_REQUIRE_INTEROP";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly Lazy<Task<string>> PythonModules = new(GenerateAsync);

    private readonly string _program;
    private readonly string _folder;
    private readonly string _extension;
    private readonly (string Name, string Value)[] _environment;

    private ForeignClient(string program, string folder, string extension, params (string Name, string Value)[] environment)
    {
        _program = program;
        _folder = folder;
        _extension = extension;
        _environment = environment;
    }

    /// <summary>Skips the calling test if the machine lacks what the language needs.</summary>
    public static async Task<ForeignClient> OfAsync(Language language)
    {
        if (language == Language.Node)
        {
            await RequireAsync("Node", "node", "--version");
            var folder = PathOf("node");
            Require(Directory.Exists(Path.Combine(folder, "node_modules", "@grpc", "grpc-js")), "the Node packages are missing: run npm ci in tests/interop/node");
            return new("node", folder, ".mjs");
        }

        await RequireAsync("grpcio for Python (Debian: python3-grpcio python3-protobuf)", Python, "-c", "import grpc, google.protobuf");
        await RequireAsync("protoc (Debian: protobuf-compiler-grpc)", "protoc", "--version");
        return new(Python, PathOf("python"), ".py", ("PYTHONPATH", await PythonModules.Value), ("PYTHONDONTWRITEBYTECODE", "1"));
    }

    /// <summary>Runs a script and answers its exit code and what it wrote.</summary>
    public Task<(int ExitCode, string Output)> RunAsync(string script, params string[] arguments) =>
        RunAsync(_program, _folder, _environment, [Path.Combine(_folder, script + _extension), .. arguments]);

    // A machine may have several; the distribution's is the one that has the distribution's packages.
    private static string Python => File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    private static string PathOf(string folder) => SourceTree.PathOf(Path.Combine("tests", "interop", folder));

    private static async Task<string> GenerateAsync()
    {
        var folder = Directory.CreateTempSubdirectory("kpi-python-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var (exitCode, output) = await RunAsync("bash", PathOf("python"), [], [Path.Combine(PathOf("python"), "generate.sh"), folder]);
        return exitCode == 0 ? folder : throw new InvalidOperationException(output);
    }

    private static async Task RequireAsync(string what, string program, params string[] arguments)
    {
        bool works;
        try
        {
            works = (await RunAsync(program, AppContext.BaseDirectory, [], arguments)).ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            works = false;
        }

        Require(works, $"{what} is missing");
    }

    private static void Require(bool present, string problem)
    {
        if (!present && Environment.GetEnvironmentVariable(RequireVariable) == "1")
            throw new InvalidOperationException($"{RequireVariable} is set, but {problem}.");
        Skip.IfNot(present, problem);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(
        string program, string folder, (string Name, string Value)[] environment, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var timeout = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException exception)
        {
            process.Kill();
            throw new TimeoutException($"{program} {string.Join(' ', start.ArgumentList)} did not end within {Patience}: {await error}", exception);
        }

        return (process.ExitCode, await output + await error);
    }
}
