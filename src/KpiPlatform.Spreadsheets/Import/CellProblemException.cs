namespace KpiPlatform.Spreadsheets.Import;

/// <summary>A cell cannot be read; caught where its row is, and told as a rejection. Never leaves the folder.</summary>
/// <param name="address">Its address.</param>
/// <param name="reason">UPPER_SNAKE.</param>
/// <param name="message">What is wrong and what to do.</param>
internal sealed class CellProblemException(string address, string reason, string message) : Exception(message)
{
    /// <summary>Address of the cell.</summary>
    public string Address { get; } = address;

    /// <summary>UPPER_SNAKE.</summary>
    public string Reason { get; } = reason;

    /// <summary>As a row of the answer.</summary>
    /// <param name="subject">What the row is about; may be empty.</param>
    public EntryChange ToChange(string subject = "") => EntryChange.Rejected(Address, Reason, Message, subject);
}
