namespace KpiPlatform.Domain.Journal;

/// <summary>A writer as the database knows it.</summary>
/// <param name="Writer">Its number.</param>
/// <param name="LastSeq">Last row number committed.</param>
/// <param name="Closed">Whether it can commit no more.</param>
/// <param name="IndexedSeq">Up to which row number the customer index is known to be complete.</param>
public sealed record WriterState(long Writer, long LastSeq, bool Closed, long IndexedSeq);
