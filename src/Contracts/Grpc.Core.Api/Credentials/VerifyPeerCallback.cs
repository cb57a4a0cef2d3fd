namespace Grpc.Core;

/// <summary>Has the last word on a server's certificate.</summary>
/// <param name="context">The server and its certificate.</param>
/// <returns>Whether the connection may be used.</returns>
public delegate bool VerifyPeerCallback(VerifyPeerContext context);
