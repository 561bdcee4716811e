using System.Globalization;
using Slipway.Images.Tests;
using Slipway.Images.Tests.Store;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

// The tests as xunit's own entry point would run them, and the program that the tests of kills and of several processes start.
if (args is [StoreChild.Verb, var directory])
    return await StoreChild.RunAsync(directory);
if (args is [ChaosChild.Verb, var data, var stacks, var snapshotter, var seed])
    return await ChaosChild.RunAsync(data, stacks, snapshotter, int.Parse(seed, CultureInfo.InvariantCulture));
return args.Any(static arg => arg is "--server" or "--internal-msbuild-node")
    ? await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
    : await ConsoleRunner.Run(args);
