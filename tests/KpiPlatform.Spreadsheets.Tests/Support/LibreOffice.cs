using System.Diagnostics;

namespace KpiPlatform.Spreadsheets.Tests.Support;

/// <summary>A spreadsheet program without a window, where one is installed.</summary>
internal static class LibreOffice
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    /// <summary>Skips the test where there is none, unless it has to be there.</summary>
    public static void Require()
    {
        var isMissing = Find() is null;
        if (isMissing && Environment.GetEnvironmentVariable("KPI_REQUIRE_OFFICE") == "1")
            throw new InvalidOperationException("KPI_REQUIRE_OFFICE=1, but there is no soffice in the PATH. Install libreoffice-calc-nogui, or leave the variable unset.");
        Skip.If(isMissing, "There is no soffice in the PATH: install libreoffice-calc-nogui (Debian, Ubuntu) to have workbooks opened by LibreOffice.");
    }

    /// <summary>Opens a workbook, computes everything anew and saves it as a workbook.</summary>
    public static byte[] Recalculate(byte[] workbook)
    {
        var folder = Directory.CreateTempSubdirectory("kpi-office-");
        try
        {
            var profile = folder.CreateSubdirectory("profile");
            File.WriteAllText(Path.Combine(profile.CreateSubdirectory("user").FullName, "registrymodifications.xcu"), AlwaysRecalculate);
            var source = Path.Combine(folder.FullName, "book.xlsx");
            File.WriteAllBytes(source, workbook);
            var output = folder.CreateSubdirectory("out").FullName;
            Run(["--headless", "--norestore", "--nolockcheck", $"-env:UserInstallation={new Uri(profile.FullName)}", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", output, source]);
            return File.ReadAllBytes(Path.Combine(output, "book.xlsx"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // 0: always. Else results that stand in the file are believed.
    private const string AlwaysRecalculate =
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
        <item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
        </oor:items>
        """;

    private static void Run(string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Find()!, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"soffice did not end within {Limit}.");
        }

        if (process.ExitCode != 0)
            throw new InvalidOperationException($"soffice ended with {process.ExitCode}: {output.Result} {errors.Result}");
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
        .Where(folder => folder.Length > 0)
        .Select(folder => Path.Combine(folder, "soffice"))
        .FirstOrDefault(File.Exists);
}
