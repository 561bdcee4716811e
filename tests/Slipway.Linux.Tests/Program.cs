using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Processes;

// The other face of this test program: asked to, it owns a child, prints the child's id and waits to be killed.
// Else what xunit would generate.
if (args.Contains("--server") || args.Contains("--internal-msbuild-node"))
    return await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, Slipway.Linux.Tests.SelfRegisteredExtensions.AddSelfRegisteredExtensions);
if (args is not ["--own-a-child"])
    return await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
using var output = new SafeFileHandle(1, ownsHandle: false);
var child = await OwnedChild.StartAsync(new OwnedChildConfig
{
    Program = "/bin/sh",
    Arguments = ["-c", "exec sleep 1000"],
    Environment = ["PATH=/usr/bin:/bin"],
    Descriptors = [output],
});
Console.WriteLine(child.Id);
await child.Exited;
return 0;
