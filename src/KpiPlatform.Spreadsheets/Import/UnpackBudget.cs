namespace KpiPlatform.Spreadsheets.Import;

/// <summary>Bytes that the parts of one workbook may still unpack to.</summary>
internal sealed class UnpackBudget
{
    private long _left = ImportLimits.UnpackedBytes;

    /// <summary>Takes some.</summary>
    /// <param name="bytes">How many.</param>
    /// <exception cref="Domain.DomainException">FILE_TOO_LARGE: there are none left.</exception>
    public void Take(int bytes)
    {
        _left -= bytes;
        if (_left < 0)
            throw ImportErrors.UnpacksToTooMuch();
    }
}
